//! The guide to the home screen: by whose window this is, with pictures of our own and the number large.

use leptos::prelude::*;

use crate::parts::{Drawing, Notice, NoticeTone, Picture, While};
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
            <While holds=move || offered.get()>
                <button type="button" class="btn main full" on:click=add>{words::add_now()}</button>
            </While>
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
            <Step words=join::line_menu()><Drawing of=Picture::DotsAcross/></Step>
            <Step words=join::line_open()><Drawing of=Picture::OpenRow/></Step>
            <Step words=join::line_number()><Drawing of=Picture::Home/></Step>
        }
        .into_any(),
        Window::IosTab => view! {
            <Step words=join::ios_share()><Drawing of=Picture::Share/></Step>
            <Step words=join::ios_add()><Drawing of=Picture::AddRow/></Step>
            <Step words=join::ios_open()><Drawing of=Picture::Home/></Step>
        }
        .into_any(),
        Window::Installed | Window::Tab => view! {
            <Step words=words::android_menu()><Drawing of=Picture::DotsUpright/></Step>
            <Step words=words::android_add()><Drawing of=Picture::AddRow/></Step>
            <Step words=words::android_open()><Drawing of=Picture::Home/></Step>
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
    let copy =
        move |_| leptos::task::spawn_local(async move { copied.set(replica.copy(&text.get_value()).await) });
    view! {
        <section class="card invite">
            <h2>{join::your_number()}</h2>
            <p class="number num">{number}</p>
            <button type="button" class="btn" on:click=copy>{join::copy_number()}</button>
            <p role="status">{move || copied.get().then(join::copied).map(Text::view)}</p>
        </section>
    }
}
