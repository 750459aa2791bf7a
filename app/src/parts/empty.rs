//! A place where nothing is yet: says so kindly and shows the way on.

use leptos::prelude::*;

use super::{Icon, Sign};
use crate::words::Text;

#[component]
pub fn Empty(
    icon: Icon,
    #[prop(into)] title: Text,
    #[prop(optional_no_strip, into)] way: Option<Text>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Sign icon=icon />
            <b>{title}</b>
            {way.map(|way| view! { <p>{way}</p> })}
            {children.map(|children| children())}
        </div>
    }
}
