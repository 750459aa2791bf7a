//! What the public reads of a place: of a private house its kind and district alone, until those who live there agreed.

use super::{Place, Whereabouts};
use crate::calendar::Day;

/// A place as everybody may read it. The district is never hidden; with it goes the plaza's telephone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown<'a> {
    /// Its name; none of a private house without consent, for such a name is often a family's.
    pub name: Option<&'a str>,
    /// よみ.
    pub kana: Option<&'a str>,
    /// What it says of itself.
    pub about: Option<&'a str>,
    /// Who runs it.
    pub runner: Option<&'a str>,
    /// Where it is.
    pub address: Option<&'a str>,
    /// Its own telephone.
    pub phone: Option<&'a str>,
    /// Its first day.
    pub opened: Option<Day>,
    /// Its last day.
    pub closed: Option<Day>,
}

impl Place {
    /// What the public reads of it on a day; none where it is nothing for residents: a room, or staff's own record.
    pub fn shown(&self, today: Day) -> Option<Shown<'_>> {
        if self.of.is_some() || !self.is_offered() {
            return None;
        }
        let span = Shown { opened: self.opened, closed: self.closed, ..Shown::default() };
        let agreed = self.consent.is_some_and(|since| since <= today);
        let Whereabouts::Open { address, phone } = self.whereabouts() else { return Some(span) };
        if self.private && !agreed {
            return Some(span);
        }
        Some(Shown {
            name: Some(self.name.as_str()).filter(|name| !name.is_empty()),
            kana: self.kana.as_deref(),
            about: self.public.as_deref(),
            runner: self.runner.as_deref(),
            address,
            phone,
            ..span
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{PlaceId, derived};

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn house() -> Place {
        let id = PlaceId::of(derived(&["house"]));
        let mut place = Place::named(id, None, "ibasho".to_owned(), "山田さんの家".to_owned());
        place.private = true;
        place.kana = Some("やまださんのいえ".to_owned());
        place.address = Some("ひなた町1-2".to_owned());
        place.phone = Some("045-000-0000".to_owned());
        place.public = Some("角の青い屋根".to_owned());
        place.runner = Some("山田".to_owned());
        place.opened = Some(day("2024-04-01"));
        place
    }

    #[test]
    fn a_private_house_tells_nothing_until_a_dated_consent_is_there() {
        let today = day("2026-11-25");
        let closed = Shown { opened: house().opened, ..Shown::default() };
        assert_eq!(house().shown(today), Some(closed.clone()));
        let later = Place { consent: Some(day("2026-11-26")), ..house() };
        assert_eq!(later.shown(today), Some(closed), "a consent of tomorrow is none today");
        let agreed = Place { consent: Some(today), ..house() };
        let shown = agreed.shown(today).unwrap();
        assert_eq!((shown.name, shown.address), (Some("山田さんの家"), Some("ひなた町1-2")));
        assert_eq!((shown.phone, shown.about), (Some("045-000-0000"), Some("角の青い屋根")));
    }

    #[test]
    fn a_room_and_a_record_of_staff_are_not_for_the_public() {
        let today = day("2026-11-25");
        for what in ["hall", "school", "home", "park"] {
            let room = Place { what: what.to_owned(), private: false, ..house() };
            assert_eq!(room.shown(today), None, "{what}");
        }
        let of = Some(PlaceId::of(derived(&["public"])));
        assert_eq!(Place { of, private: false, ..house() }.shown(today), None);
        let open = Place { private: false, ..house() };
        assert_eq!(open.shown(today).unwrap().name, Some("山田さんの家"));
    }
}
