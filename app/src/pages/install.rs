//! The guide to the home screen: by whose window this is, with pictures of our own and the number large.

use leptos::prelude::*;

use crate::parts::{Notice, NoticeTone};
use crate::replica::Replica;
use crate::replica::phone::Window;
use crate::words::{Text, install as words, join};

/// The guide. `number` is the 参加番号 of the link that was opened; `on_here` is 「この画面で使う」 and left out
/// where nobody is about to join.
#[component]
pub fn InstallGuide(
    #[prop(optional_no_strip)] number: Option<String>,
    #[prop(optional)] on_here: Option<Callback<()>>,
) -> impl IntoView {
    let replica = Replica::here();
    let window = replica.window();
    if window == Window::Installed {
        return view! { <Notice tone=NoticeTone::Good title=words::installed()/> }.into_any();
    }
    let offered = Memo::new(move |_| replica.board.installable.get());
    let add = move |_| leptos::task::spawn_local(async move { _ = replica.install().await });
    let here = on_here.map(|on_here| view! {
        <div class="stack tight">
            <button type="button" class="quiet" on:click=move |_| on_here.run(())>{join::use_here()}</button>
            {matches!(window, Window::IosTab | Window::Line).then(|| view! { <p class="small">{words::use_here_told()}</p> })}
        </div>
    });
    view! {
        <section class="card">
            <p>{why(window)}</p>
            <Show when=move || offered.get()>
                <button type="button" class="btn main full" on:click=add>{words::add_now()}</button>
            </Show>
            <ol class="guide">{steps(window)}</ol>
        </section>
        {number.map(|number| view! { <Number number/> })}
        {here}
    }
    .into_any()
}

fn why(window: Window) -> Text {
    match window {
        Window::Line => join::in_line(),
        Window::IosTab => join::install_why(),
        Window::Installed | Window::Tab => words::why(),
    }
}

fn steps(window: Window) -> AnyView {
    match window {
        Window::Line => view! {
            <Step words=join::line_menu()><Dots across=true/></Step>
            <Step words=join::line_open()><MenuRow words=words::row_line() plus=false/></Step>
            <Step words=join::line_number()><Home/></Step>
        }
        .into_any(),
        Window::IosTab => view! {
            <Step words=join::ios_share()><Share/></Step>
            <Step words=join::ios_add()><MenuRow words=words::row_add() plus=true/></Step>
            <Step words=join::ios_open()><Home/></Step>
        }
        .into_any(),
        Window::Installed | Window::Tab => view! {
            <Step words=words::android_menu()><Dots across=false/></Step>
            <Step words=words::android_add()><MenuRow words=words::row_add() plus=true/></Step>
            <Step words=words::android_open()><Home/></Step>
        }
        .into_any(),
    }
}

#[component]
fn Step(words: Text, children: Children) -> impl IntoView {
    view! { <li><div class="stack tight"><p>{words}</p>{children()}</div></li> }
}

#[component]
fn Number(number: String) -> impl IntoView {
    let replica = Replica::here();
    let copied = RwSignal::new(false);
    let text = StoredValue::new(number.clone());
    let copy = move |_| leptos::task::spawn_local(async move { copied.set(replica.copy(&text.get_value()).await) });
    view! {
        <section class="card invite">
            <h2>{join::your_number()}</h2>
            <p class="number num">{number}</p>
            <button type="button" class="btn" on:click=copy>{join::copy_number()}</button>
            <p role="status">{move || copied.get().then(join::copied).map(Text::view)}</p>
        </section>
    }
}

/// The share sign: a box with an arrow upwards, in a bar like the browser's.
#[component]
fn Share() -> impl IntoView {
    view! {
        <svg class="picture" viewBox="0 0 240 72" role="img" aria-label=words::picture_share().attr()>
            <rect class="face" x="1" y="1" width="238" height="70" rx="14"/>
            <path class="faint" d="M28 36l10-10M28 36l10 10M70 26l10 10-10 10M164 24h22v26h-22zM172 24v-6h22v26h-8M206 26h18M206 36h18M206 46h18"/>
            <circle class="ring" cx="120" cy="36" r="30"/>
            <path class="sharp" d="M112 34h-5v18h26V34h-5M120 44V20m0 0l-7 7m7-7l7 7"/>
        </svg>
    }
}

/// Three dots: across as LINE has them, upright as Chrome has them.
#[component]
fn Dots(across: bool) -> impl IntoView {
    let dots = [-10, 0, 10].map(|at| {
        let (x, y) = if across { (206 + at, 36) } else { (206, 36 + at) };
        view! { <circle class="solid" cx=x cy=y r="3.500"/> }
    });
    view! {
        <svg class="picture" viewBox="0 0 240 72" role="img" aria-label=words::picture_dots().attr()>
            <rect class="face" x="1" y="1" width="238" height="70" rx="14"/>
            <rect class="faint" x="18" y="24" width="150" height="24" rx="12"/>
            <circle class="ring" cx="206" cy="36" r="26"/>
            {dots.into_iter().collect_view()}
        </svg>
    }
}

/// A row of a menu, with its words as the phone prints them.
#[component]
fn MenuRow(words: Text, plus: bool) -> impl IntoView {
    let label = if plus { words::picture_add() } else { words::picture_line() };
    let sign = if plus {
        view! { <path class="sharp" d="M202 26h22v22h-22zM213 31v12M207 37h12"/> }
    } else {
        view! { <path class="sharp" d="M212 26h-10v22h22V38M216 26h8v8M224 26l-12 12"/> }
    };
    view! {
        <svg class="picture" viewBox="0 0 240 72" role="img" aria-label=label.attr()>
            <rect class="face" x="1" y="1" width="238" height="70" rx="14"/>
            <rect class="line" x="6" y="14" width="228" height="44" rx="10"/>
            <text class="print" x="18" y="42">{words}</text>
            {sign}
        </svg>
    }
}

/// The home screen with our own sign among others.
#[component]
fn Home() -> impl IntoView {
    let others = [18, 74, 186].map(|x| view! { <rect class="faint" x=x y="16" width="40" height="40" rx="10"/> });
    view! {
        <svg class="picture" viewBox="0 0 240 72" role="img" aria-label=words::picture_home().attr()>
            <rect class="face" x="1" y="1" width="238" height="70" rx="14"/>
            {others.into_iter().collect_view()}
            <rect class="own" x="130" y="16" width="40" height="40" rx="10"/>
            <path class="on-own" d="M138 44c4-10 8-10 12 0M150 44c4-10 8-10 12 0M144 28a3 3 0 1 0 .1 0M156 28a3 3 0 1 0 .1 0"/>
        </svg>
    }
}
