//! Whether the app stands on the home screen, whether it can be put there, and whose window it is.

use std::cell::RefCell;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Event;

/// Whose window the app runs in, as far as it matters for joining and keeping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On the home screen.
    Installed,
    /// A Safari tab (or another app's tab) on iPhone or iPad: what is kept there can vanish after seven days, and the
    /// home screen does not see it.
    IosTab,
    /// LINE's own window.
    Line,
    /// Any other browser.
    Tab,
}

thread_local! {
    static OFFER: RefCell<Option<Event>> = const { RefCell::new(None) };
}

/// Whose window this is.
pub fn place() -> Place {
    let agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default();
    place_of(&agent, standalone(), touches() > 1)
}

/// By the browser's own name for itself. An iPad calls itself a Mac; a Mac has no touch screen.
fn place_of(agent: &str, standalone: bool, touch: bool) -> Place {
    let ios = ["iPhone", "iPad", "iPod"].iter().any(|word| agent.contains(word))
        || (agent.contains("Macintosh") && touch);
    if standalone {
        Place::Installed
    } else if agent.contains(" Line/") {
        Place::Line
    } else if ios {
        Place::IosTab
    } else {
        Place::Tab
    }
}

/// Keeps the browser's offer to install until a person asks for it; calls the function when there is one.
pub fn keep_offer(mut call: impl FnMut() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        event.prevent_default();
        OFFER.with_borrow_mut(|offer| *offer = Some(event));
        call();
    });
    let listener = closure.as_ref().unchecked_ref();
    let _ = window.add_event_listener_with_callback("beforeinstallprompt", listener);
    closure.forget();
}

/// Shows the browser's own question; whether the person agreed. The offer is good for one time.
pub async fn ask() -> bool {
    let Some(offer) = OFFER.with_borrow_mut(Option::take) else { return false };
    let Some(prompt) = method(&offer, "prompt") else { return false };
    if prompt.call0(&offer).is_err() {
        return false;
    }
    let Ok(choice) = js_sys::Reflect::get(&offer, &"userChoice".into()) else { return false };
    let Ok(choice) = choice.dyn_into::<js_sys::Promise>() else { return false };
    let Ok(choice) = JsFuture::from(choice).await else { return false };
    js_sys::Reflect::get(&choice, &"outcome".into()).is_ok_and(|outcome| outcome == "accepted")
}

fn standalone() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let shown = window.match_media("(display-mode: standalone)").ok().flatten();
    let old = js_sys::Reflect::get(&window.navigator(), &"standalone".into());
    shown.is_some_and(|media| media.matches()) || old.is_ok_and(|value| value.is_truthy())
}

fn touches() -> i32 {
    web_sys::window().map_or(0, |window| window.navigator().max_touch_points())
}

fn method(of: &JsValue, name: &str) -> Option<js_sys::Function> {
    js_sys::Reflect::get(of, &name.into()).ok()?.dyn_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_known_by_its_name() {
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15";
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15";
        assert_eq!(place_of(iphone, false, true), Place::IosTab);
        assert_eq!(place_of(iphone, true, true), Place::Installed);
        assert_eq!(place_of(&format!("{iphone} Safari Line/14.1.0"), false, true), Place::Line);
        assert_eq!(place_of(mac, false, true), Place::IosTab, "an iPad");
        assert_eq!(place_of(mac, false, false), Place::Tab);
    }
}
