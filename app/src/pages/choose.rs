//! ほかの活動: which kind, or which of the district's groups, is to be logged.

use leptos::prelude::*;

use crate::parts::{Icon, SampleBanner, Sign, TopBar};
use crate::words::{Text, today};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChooseModel {
    pub sample: bool,
    /// My own groups first, the others, then kinds.
    pub sections: Vec<ChooseSection>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChooseSection {
    pub title: Text,
    pub rows: Vec<ChooseRow>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChooseRow {
    pub href: String,
    pub icon: Icon,
    pub name: Text,
    pub hint: Option<Text>,
}

#[component]
pub fn ChoosePage(model: Memo<ChooseModel>, on_back: Callback<()>) -> impl IntoView {
    let row = |it: ChooseRow| {
        view! {
            <li>
                <a class="link-row" href=it.href>
                    <Sign icon=it.icon />
                    <span>{it.name} {it.hint.map(|hint| view! { <small>{hint}</small> })}</span>
                    <Sign icon=Icon::Next />
                </a>
            </li>
        }
    };
    view! {
        <TopBar title=today::other_heading() on_back=on_back />
        <main class="content" id="content">
            {move || model.read().sample.then(|| view! { <SampleBanner /> })}
            {move || {
                model
                    .get()
                    .sections
                    .into_iter()
                    .map(|section| {
                        view! {
                            <section class="card">
                                <h2>{section.title}</h2>
                                <ul>{section.rows.into_iter().map(row).collect_view()}</ul>
                            </section>
                        }
                    })
                    .collect_view()
            }}
        </main>
    }
}
