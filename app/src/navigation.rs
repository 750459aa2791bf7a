//! Where the app stands: the address as a signal, links without a reload, the way back; the only place that touches history.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::HtmlAnchorElement;

use crate::route::{Address, Route};

/// The address and the way to another, as a context.
#[derive(Debug, Clone, Copy)]
pub struct Navigation {
    at: RwSignal<Address>,
    /// The fragment with which the app was opened: a link's secret, taken off the address line at once.
    fragment: StoredValue<String>,
}

impl Navigation {
    /// Reads the window's address and follows it from here on; provides itself as a context.
    pub fn provide() -> Self {
        let navigation = Self {
            at: RwSignal::new(Address::parse(&path())),
            fragment: StoredValue::new(window().location().hash().unwrap_or_default()),
        };
        if !navigation.fragment.read_value().is_empty() {
            navigation.put(&path(), true);
        }
        let back = window_event_listener(ev::popstate, move |_| navigation.arrive());
        // A link to join with (#SECRET.NUMBER), opened where the page of joining is open already, changes the fragment alone.
        let link = window_event_listener(ev::hashchange, move |_| {
            if navigation.at.read_untracked().route == Route::Join
                && window().location().hash().is_ok_and(|hash| hash.contains('.'))
            {
                let _refused = window().location().reload();
            }
        });
        on_cleanup(move || {
            back.remove();
            link.remove();
        });
        provide_context(navigation);
        navigation
    }

    /// The one that [`Self::provide`] put into the context.
    pub fn here() -> Self {
        expect_context()
    }

    pub const fn address(self) -> RwSignal<Address> {
        self.at
    }

    /// The fragment the app was opened with, without its `#`.
    pub fn fragment(self) -> String {
        self.fragment.read_value().trim_start_matches('#').to_owned()
    }

    pub fn go(self, to: &Address) {
        self.put(&to.path(), false);
        self.arrive();
    }

    /// Goes without leaving the present page in the way back: after a form is done.
    pub fn replace(self, to: &Address) {
        self.put(&to.path(), true);
        self.arrive();
    }

    /// One page back, or to `otherwise` where the app was opened just here.
    pub fn back(self, otherwise: &Address) {
        match window().history() {
            Ok(history) if history.state().is_ok_and(|state| state.is_truthy()) => {
                // A back that the browser refuses leaves the page as it is, which is safe.
                let _refused = history.back();
            }
            _ => self.replace(otherwise),
        }
    }

    /// Follows a press on one of our own links; for the `click` of the app's root.
    pub fn follow(self, press: &ev::MouseEvent) {
        let changed = press.ctrl_key() || press.meta_key() || press.shift_key() || press.alt_key();
        if changed || press.button() != 0 || press.default_prevented() {
            return;
        }
        let Some(link) = link_of(press) else { return };
        let elsewhere = link.origin() != window().location().origin().unwrap_or_default();
        if elsewhere || !link.target().is_empty() || link.has_attribute("download") || !link.hash().is_empty()
        {
            return;
        }
        let path = link.pathname();
        let ours = path == "/" || path.starts_with("/o/");
        if ours {
            press.prevent_default();
            self.put(&path, false);
            self.arrive();
        }
    }

    fn put(self, path: &str, replace: bool) {
        let Ok(history) = window().history() else { return };
        let inside = JsValue::TRUE;
        // Where the browser refuses (too many in a short time), the page changes all the same.
        let _refused = if replace {
            let state = history.state().unwrap_or(JsValue::NULL);
            history.replace_state_with_url(&state, "", Some(path))
        } else {
            history.push_state_with_url(&inside, "", Some(path))
        };
    }

    fn arrive(self) {
        let now = Address::parse(&path());
        if *self.at.read_untracked() != now {
            self.at.set(now);
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    }
}

/// Puts the reader, and a screen reader, at the heading of a page that has just been drawn.
pub fn focus_heading(of: NodeRef<html::Div>) {
    let heading = of.get().and_then(|app| app.query_selector("h1").ok().flatten());
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<web_sys::HtmlElement>().ok()) {
        // A heading that cannot take the focus is only read later.
        let _refused = heading.focus();
    }
}

/// The whole address of a path of ours, for whoever is not in the app.
pub fn whole(path: &str) -> String {
    format!("{}{path}", window().location().origin().unwrap_or_default())
}

fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

fn link_of(press: &ev::MouseEvent) -> Option<HtmlAnchorElement> {
    let pressed = press.target()?.dyn_into::<web_sys::Element>().ok()?;
    pressed.closest("a[href]").ok()??.dyn_into().ok()
}
