//! Starts the app inside the page's `#app`; the first screen goes when something stands there. Where the app stops by a
//! fault of its own, words and a way on take its place: what was saved is durable, what was typed was kept as a draft.

use leptos::prelude::*;
use tsunagari_app::app::{App, AppProps, rest, staff};
use tsunagari_app::rest::{Brought, Missing, Pages};
use tsunagari_app::staff::{BroughtStaff, StaffPages};
use tsunagari_app::words::{Speech, Text, trouble};
use wasm_bindgen::JsCast as _;

/// Put on the panel, so that two faults in a row make one.
const PANEL: &str = "stopped";

fn main() {
    std::panic::set_hook(Box::new(|why| {
        leptos::logging::error!("{why}");
        // Where not even words can be put up, the console has the reason.
        let _shown = tell();
    }));
    let place = document().get_element_by_id("app").and_then(|place| place.dyn_into().ok());
    if let Some(place) = place {
        mount_to(place, || App(AppProps { bring: || Box::pin(pages()) as Brought })).forget();
    }
}

/// Where the build cuts the program (xtask/src/parts.rs): what only this function names is the second part, and calling it
/// brings that part.
#[cfg_attr(not(debug_assertions), leptos::wasm_split::wasm_split(rest, wasm_split_path = ::leptos::wasm_split, fallible))]
fn second() -> Result<Pages, Missing> {
    Ok(rest(|| Box::pin(staff_pages()) as BroughtStaff))
}

/// The same for the third, which the devices of staff alone bring.
#[cfg_attr(not(debug_assertions), leptos::wasm_split::wasm_split(staff, wasm_split_path = ::leptos::wasm_split, fallible))]
fn third() -> Result<StaffPages, Missing> {
    Ok(staff())
}

#[cfg(not(debug_assertions))]
async fn pages() -> Result<Pages, Missing> {
    second().await
}

#[cfg(not(debug_assertions))]
async fn staff_pages() -> Result<StaffPages, Missing> {
    third().await
}

/// A build for trying things out is one file.
#[cfg(debug_assertions)]
async fn pages() -> Result<Pages, Missing> {
    second()
}

#[cfg(debug_assertions)]
async fn staff_pages() -> Result<StaffPages, Missing> {
    third()
}

/// Built by hand: nothing of the app can be trusted to draw any more. The way on is a plain link, which needs no code.
fn tell() -> Option<()> {
    let page = document();
    if page.get_element_by_id(PANEL).is_some() {
        return Some(());
    }
    let element = |name: &str, class: &str, words: Option<Text>| {
        let element = page.create_element(name).ok()?;
        element.set_class_name(class);
        element.set_text_content(words.map(|words| words.letters(Speech::Plain)).as_deref());
        Some(element)
    };
    let panel = element("div", "stopped card", None)?;
    panel.set_id(PANEL);
    panel.set_attribute("role", "alert").ok()?;
    let again = element("a", "btn main full", Some(trouble::panic_way()))?;
    again.set_attribute("href", &window().location().pathname().ok()?).ok()?;
    let said = [
        element("h2", "", Some(trouble::panic())),
        element("p", "", Some(trouble::panic_safe())),
        Some(again),
    ];
    for part in said.into_iter().flatten() {
        panel.append_child(&part).ok()?;
    }
    page.body()?.prepend_with_node_1(&panel).ok()
}
