//! Addresses of the public pages, each way: `/p/SLUG/…`, where an id is a record's and so the same for ever.

use tsunagari_core::id::{ItemId, MeasureId, NodeId, PlanId, RecordId};

/// The end of a calendar's address.
const CALENDAR: &str = ".ics";

/// What an address means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// The wards.
    Wards,
    /// A ward: its plans.
    Ward(String),
    /// A plan, a heading, a measure or an item; and which part of a long plan, from 1.
    InPlan(String, RecordId, usize),
    /// A ward's places.
    Places(String),
    /// One of them.
    Place(String, RecordId),
    /// Its next dates as a file for any calendar.
    Calendar(String, RecordId),
    /// No page has it.
    Nothing,
}

impl Address {
    /// Reads what follows `/p/`, and the part that is asked for.
    pub fn parse(path: &str, part: Option<usize>) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let id = |text: &str| RecordId::parse(text).ok();
        match parts.as_slice() {
            [] => Self::Wards,
            [slug] => Self::Ward((*slug).to_owned()),
            [slug, "places"] => Self::Places((*slug).to_owned()),
            [slug, "places", place] if place.ends_with(CALENDAR) => {
                let place = id(place.trim_end_matches(CALENDAR));
                place.map_or(Self::Nothing, |id| Self::Calendar((*slug).to_owned(), id))
            }
            [slug, "places", place] => {
                id(place).map_or(Self::Nothing, |id| Self::Place((*slug).to_owned(), id))
            }
            [slug, "plan", row] => id(row)
                .map_or(Self::Nothing, |id| Self::InPlan((*slug).to_owned(), id, part.unwrap_or(1).max(1))),
            _ => Self::Nothing,
        }
    }

    /// The ward.
    pub fn slug(&self) -> Option<&str> {
        match self {
            Self::Ward(slug)
            | Self::InPlan(slug, ..)
            | Self::Places(slug)
            | Self::Place(slug, _)
            | Self::Calendar(slug, _) => Some(slug),
            Self::Wards | Self::Nothing => None,
        }
    }

    /// The path that leads here.
    pub fn path(&self) -> String {
        match self {
            Self::Wards | Self::Nothing => "/p/".to_owned(),
            Self::Ward(slug) => ward(slug),
            Self::InPlan(slug, id, part) => in_part(slug, *id, *part),
            Self::Places(slug) => places(slug),
            Self::Place(slug, id) => place(slug, *id),
            Self::Calendar(slug, id) => calendar(slug, *id),
        }
    }
}

/// A ward's page.
pub fn ward(slug: &str) -> String {
    format!("/p/{slug}/")
}

/// A plan's, a heading's, a measure's or an item's.
pub fn in_plan(slug: &str, id: RecordId) -> String {
    format!("/p/{slug}/plan/{id}")
}

/// A part of a long plan.
pub fn in_part(slug: &str, id: RecordId, part: usize) -> String {
    let whole = in_plan(slug, id);
    if part > 1 { format!("{whole}?part={part}") } else { whole }
}

/// A heading on its plan's page.
pub fn heading(slug: &str, plan: PlanId, part: usize, node: NodeId) -> String {
    format!("{}#{}", in_part(slug, plan.record(), part), anchor(node))
}

/// A heading's anchor.
pub fn anchor(node: NodeId) -> String {
    format!("n-{node}")
}

/// An item on its measure's page.
pub fn item(slug: &str, measure: MeasureId, item: ItemId) -> String {
    format!("{}#{}", in_plan(slug, measure.record()), item_anchor(item))
}

/// An item's anchor.
pub fn item_anchor(item: ItemId) -> String {
    format!("i-{item}")
}

/// A ward's places.
pub fn places(slug: &str) -> String {
    format!("/p/{slug}/places")
}

/// A place's page.
pub fn place(slug: &str, id: RecordId) -> String {
    format!("/p/{slug}/places/{id}")
}

/// A place's next dates.
pub fn calendar(slug: &str, id: RecordId) -> String {
    format!("{}{CALENDAR}", place(slug, id))
}

/// The app's own page of a plan's row.
pub fn in_app(slug: &str, id: Option<RecordId>) -> String {
    id.map_or_else(|| format!("/o/{slug}/plan"), |id| format!("/o/{slug}/plan/{id}"))
}

/// A text and a link for LINE: a plain link that is opened only when pressed.
pub fn to_line(text: &str, link: &str) -> String {
    format!("https://line.me/R/share?text={}", percent(&format!("{text}\n{link}")))
}

/// Percent-encoding of all but the letters that no address gives a meaning (RFC 3986, 2.3).
fn percent(text: &str) -> String {
    use std::fmt::Write as _;
    let mut coded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            coded.push(char::from(byte));
        } else {
            let _ = write!(coded, "%{byte:02X}");
        }
    }
    coded
}

#[cfg(test)]
mod tests {
    use tsunagari_core::id::derived;

    use super::*;

    #[test]
    fn every_page_is_found_at_its_own_address() {
        let (slug, id) = ("tsumugi".to_owned(), derived(&["x"]));
        for address in [
            Address::Wards,
            Address::Ward(slug.clone()),
            Address::InPlan(slug.clone(), id, 1),
            Address::Places(slug.clone()),
            Address::Place(slug.clone(), id),
            Address::Calendar(slug.clone(), id),
        ] {
            let path = address.path();
            assert_eq!(Address::parse(path.strip_prefix("/p/").unwrap(), None), address, "{path}");
        }
        let long = Address::InPlan(slug, id, 3);
        assert!(long.path().ends_with("?part=3"));
        for none in
            ["tsumugi/plan", "tsumugi/plan/x", "tsumugi/people", "tsumugi/plan/x/y", "tsumugi/places/x.ics"]
        {
            assert_eq!(Address::parse(none, None), Address::Nothing, "{none}");
        }
    }

    #[test]
    fn a_text_for_line_holds_no_letter_with_a_meaning() {
        let link = to_line("あ & b", "https://a.jp/p/x#n");
        assert_eq!(link, "https://line.me/R/share?text=%E3%81%82%20%26%20b%0Ahttps%3A%2F%2Fa.jp%2Fp%2Fx%23n");
    }
}
