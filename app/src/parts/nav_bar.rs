//! The four rooms of the app, at the thumb on a phone and at the side where there is room.

use leptos::prelude::*;

use super::{Icon, Sign};
use crate::words::{Text, frame};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavItem {
    pub icon: Icon,
    pub words: Text,
    pub href: String,
}

#[component]
pub fn NavBar(
    #[prop(into)] items: Signal<Vec<NavItem>>,
    /// Which of them one is in, counted from 0.
    #[prop(into)]
    here: Signal<Option<usize>>,
) -> impl IntoView {
    view! {
        <nav class="nav" aria-label=frame::rooms().attr()>
            {move || {
                items
                    .get()
                    .into_iter()
                    .enumerate()
                    .map(|(index, item)| {
                        view! {
                            <a href=item.href aria-current=move || (here.get() == Some(index)).then_some("page")>
                                <Sign icon=item.icon />
                                <span>{item.words}</span>
                            </a>
                        }
                    })
                    .collect_view()
            }}
        </nav>
    }
}
