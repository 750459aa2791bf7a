//! A way to another page: its drawing and its name.

use leptos::prelude::*;

use super::{Icon, Sign};
use crate::words::Text;

#[component]
pub fn LinkRow(href: String, icon: Icon, words: Text) -> impl IntoView {
    view! {
        <a class="link-row" href=href><Sign icon/><span>{words}</span><Sign icon=Icon::Next/></a>
    }
}
