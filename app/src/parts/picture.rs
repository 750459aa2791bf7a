//! Our own drawings of what a phone shows, for the guide to its home screen.

use leptos::prelude::*;

use crate::words::{Text, install as words};

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    /// The share sign in the bar of a browser.
    Share,
    /// Three dots across, as LINE has them.
    DotsAcross,
    /// Three dots upright, as Chrome has them.
    DotsUpright,
    /// ホーム画面に追加, as a row of a menu.
    AddRow,
    /// ほかのアプリで開く, as a row of LINE's menu.
    OpenRow,
    /// Our own sign on the home screen.
    Home,
}

/// One drawing, told in words to whoever does not see it.
#[component]
pub fn Drawing(of: Picture) -> impl IntoView {
    match of {
        Picture::Share => view! { <Share/> }.into_any(),
        Picture::DotsAcross => view! { <Dots across=true/> }.into_any(),
        Picture::DotsUpright => view! { <Dots across=false/> }.into_any(),
        Picture::AddRow => view! { <MenuRow words=words::row_add() plus=true/> }.into_any(),
        Picture::OpenRow => view! { <MenuRow words=words::row_line() plus=false/> }.into_any(),
        Picture::Home => view! { <Home/> }.into_any(),
    }
}

/// The share sign: a box with an arrow upwards, in a bar like the browser's.
#[component]
fn Share() -> impl IntoView {
    view! {
        <svg class="drawing" viewBox="0 0 240 72" role="img" aria-label=words::picture_share().attr()>
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
        <svg class="drawing" viewBox="0 0 240 72" role="img" aria-label=words::picture_dots().attr()>
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
        <svg class="drawing" viewBox="0 0 240 72" role="img" aria-label=label.attr()>
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
    let others =
        [18, 74, 186].map(|x| view! { <rect class="faint" x=x y="16" width="40" height="40" rx="10"/> });
    view! {
        <svg class="drawing" viewBox="0 0 240 72" role="img" aria-label=words::picture_home().attr()>
            <rect class="face" x="1" y="1" width="238" height="70" rx="14"/>
            {others.into_iter().collect_view()}
            <rect class="own" x="130" y="16" width="40" height="40" rx="10"/>
            <path class="on-own" d="M138 44c4-10 8-10 12 0M150 44c4-10 8-10 12 0M144 28a3 3 0 1 0 .1 0M156 28a3 3 0 1 0 .1 0"/>
        </svg>
    }
}
