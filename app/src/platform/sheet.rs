//! The sheet of the pages that come later: asked for with their program, and kept on the phone with the program.

use leptos::prelude::*;

/// A file beside the program (app/index.html has it copied).
const SHEET: &str = "/rest.css";

/// Asks for it once.
pub fn bring() {
    let page = document();
    if page.query_selector(&format!("link[href=\"{SHEET}\"]")).ok().flatten().is_some() {
        return;
    }
    let link = page.create_element("link").ok();
    let set = link.filter(|link| {
        link.set_attribute("rel", "stylesheet").and_then(|()| link.set_attribute("href", SHEET)).is_ok()
    });
    // Without it the page reads as one column.
    let _added = set.and_then(|link| page.head()?.append_child(&link).ok());
}
