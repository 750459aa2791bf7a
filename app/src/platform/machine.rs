//! What people call the machine in their hands; only for the words of a sentence, nothing else may depend on it.

/// A machine by its everyday name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machine {
    /// スマホ.
    Phone,
    /// タブレット.
    Tablet,
    /// パソコン.
    Computer,
}

/// The narrowest side of a tablet, in CSS pixels.
const TABLET_SIDE: &str = "(min-width: 600px) and (min-height: 600px)";

/// Told by its pointer and its size; a phone where nothing tells.
pub fn machine() -> Machine {
    let fits = |query: &str| {
        let found = web_sys::window().and_then(|window| window.match_media(query).ok().flatten());
        found.is_some_and(|found| found.matches())
    };
    match (fits("(pointer: fine)"), fits(TABLET_SIDE)) {
        (true, _) => Machine::Computer,
        (false, true) => Machine::Tablet,
        (false, false) => Machine::Phone,
    }
}
