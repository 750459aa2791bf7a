//! A row of a plan as a line that leads to its page, and groups of such lines that open one by one.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::force::force;
use super::kept;
use super::leaf::here;
use crate::pages::way::to;
use crate::parts::{Icon, Sign};
use crate::read::ways::Row;
use crate::route::Route;
use crate::words::{Text, measure as words, reading};

/// One line.
pub fn row_view(row: &Row) -> AnyView {
    row_with(row, Vec::new())
}

/// One line with tags of its own.
pub fn row_with(row: &Row, tags: Vec<Text>) -> AnyView {
    let title = row.title.clone().map_or_else(words::untitled, Into::into);
    let item = row.item.then(|| view! { <span class="tag">{words::in_item()}</span>" " });
    let maybe = (!row.sure).then(|| view! { <span class="tag wait">{reading::possible()}</span>" " });
    let mark = row.mark.clone().map(|mark| {
        let mark = mark.lines().map(str::to_owned).map(|line| view! { <span class="nb">{line}" "</span> });
        view! { <span class="tag key cell">{mark.collect_view()}</span>" " }
    });
    let holds = row.holds.as_deref().map(|holds| reading::cell_like_before(&holds.replace('\n', " ")));
    view! {
        <li class="leaf">
            <a class="link-row" href=to(Route::InPlan(row.to)) aria-current=here(row.to)>
                <span>
                    {item}{maybe}{mark}{title}{force(row.force)}
                    {holds.map(|holds| view! { <small>{holds}</small> })}
                    {row.under.clone().map(|under| view! { <small>{under}</small> })}
                    {tags.into_iter().map(|tag| view! { <span class="tag">{tag}</span>" " }).collect_view()}
                </span>
                <Sign icon=Icon::Next/>
            </a>
        </li>
    }
    .into_any()
}

/// Lines under a name; drawn when it is opened. `key` is what its being open is kept by.
pub fn group(key: String, name: AnyView, rows: Vec<Row>, open: bool) -> AnyView {
    let open = kept::opened(&key).unwrap_or(open);
    let opened = RwSignal::new(open);
    let toggled = move |event: ev::Event| {
        let element = event.current_target().and_then(|at| at.dyn_into::<web_sys::HtmlDetailsElement>().ok());
        let Some(element) = element else { return };
        kept::set_opened(&key, element.open());
        if element.open() {
            opened.set(true);
        }
    };
    let count = rows.len();
    let rows = StoredValue::new(rows);
    view! {
        <details open=open on:toggle=toggled>
            <summary>
                <Sign icon=Icon::Next/>
                <span class="text">
                    <span class="strong">{name}</span>
                    <span class="level num">{reading::rows(count)}</span>
                </span>
            </summary>
            <div class="inside">
                {move || opened.get().then(|| rows.with_value(|rows| if rows.is_empty() {
                    view! { <p class="small">{reading::no_rows()}</p> }.into_any()
                } else {
                    view! { <ul>{rows.iter().map(row_view).collect_view()}</ul> }.into_any()
                }))}
            </div>
        </details>
    }
    .into_any()
}
