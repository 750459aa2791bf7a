//! What a reader had open in a plan, so that the way back leads to where they were; in memory alone, forgotten with the page.

use std::cell::RefCell;

use leptos::prelude::*;
use tsunagari_core::id::{DistrictId, PlanId, RecordId};
use tsunagari_core::sorted::SortedMap;
use wasm_bindgen::JsCast as _;

use crate::read::ways::Way;

/// Of one plan: another one begins anew.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    plan: Option<PlanId>,
    /// The way that was read last.
    pub way: Way,
    /// What was looked for.
    pub query: String,
    /// Headings and groups that were opened or closed by hand.
    open: SortedMap<String, bool>,
    /// The page one came from.
    last: Option<RecordId>,
    /// The district that was chosen.
    pub district: Option<DistrictId>,
    /// How far the left pane was scrolled.
    pub scrolled: i32,
}

thread_local! {
    static KEPT: RefCell<Kept> = RefCell::default();
}

/// Enters a plan; whether it is the one that was read just before.
pub fn enter(plan: PlanId) -> bool {
    KEPT.with_borrow_mut(|kept| {
        let same = kept.plan == Some(plan);
        if !same {
            // The district is the person's, whichever plan they read.
            *kept = Kept { plan: Some(plan), district: kept.district, ..Kept::default() };
        }
        same
    })
}

/// Forgets where one was: the shelf is a new beginning.
pub fn forget() {
    KEPT.with_borrow_mut(|kept| *kept = Kept { district: kept.district, ..Kept::default() });
}

/// Reads what is kept.
pub fn kept<T>(read: impl FnOnce(&Kept) -> T) -> T {
    KEPT.with_borrow(read)
}

/// Keeps something.
pub fn keep(change: impl FnOnce(&mut Kept)) {
    KEPT.with_borrow_mut(change);
}

/// Whether something that can be opened stood open; none where nobody touched it.
pub fn opened(key: &str) -> Option<bool> {
    kept(|kept| kept.open.get(key).copied())
}

/// Keeps whether it is open.
pub fn set_opened(key: &str, open: bool) {
    keep(|kept| {
        kept.open.insert(key.to_owned(), open);
    });
}

/// Remembers the page that is being read.
pub fn visit(page: RecordId) {
    keep(|kept| kept.last = Some(page));
}

/// Once it is drawn, brings the line that one came from back into sight.
pub fn return_to_line() {
    if let Some(last) = keep_last() {
        show(format!("main a[href$=\"/plan/{last}\"]"));
    }
}

fn keep_last() -> Option<RecordId> {
    KEPT.with_borrow_mut(|kept| kept.last.take())
}

/// What a row is called within a page that shows several.
pub fn mark_of(row: RecordId) -> String {
    format!("r{}", row.uuid().simple())
}

/// Brings a row of the page into the middle of the window; the reader, and a screen reader, goes on there.
pub fn reach(row: RecordId) {
    let mark = format!("#{}", mark_of(row));
    show(mark.clone());
    request_animation_frame(move || {
        let there = document().query_selector(&mark).ok().flatten();
        let there = there.and_then(|there| there.dyn_into::<web_sys::HtmlElement>().ok());
        // What cannot take the focus is in sight all the same.
        let _refused = there.map(|there| there.focus());
    });
}

/// Brings something into the middle of the window, once it is drawn; before that, the page is at its beginning.
pub fn show(selector: String) {
    request_animation_frame(move || {
        let there = document().query_selector(&selector).ok().flatten();
        if let Some(there) = there {
            let middle = web_sys::ScrollIntoViewOptions::new();
            middle.set_block(web_sys::ScrollLogicalPosition::Center);
            there.scroll_into_view_with_scroll_into_view_options(&middle);
        }
    });
}
