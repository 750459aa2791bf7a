//! 場所: 居場所, サロン and the rooms where things are done; what the public may see of one is decided here.

pub mod shown;

use serde_json::Value;

use crate::calendar::Day;
use crate::id::{DistrictId, GroupId, PlaceId, RecordId, derived};
use crate::record::{Fields, Record};

/// Kinds of places, with their names. Others are shown by their key.
pub const PLACE_KINDS: &[(&str, &str)] = &[
    ("ibasho", "居場所"),
    ("salon", "サロン"),
    ("kodomo_shokudo", "こども食堂"),
    ("cafe", "カフェ"),
    ("hall", "会館・集会所"),
    ("school", "学校"),
    ("park", "公園"),
    ("plaza", "ケアプラザ"),
    ("home", "個人の家"),
    ("other", "その他"),
];

/// The places that are themselves offered to residents; the others are rooms in which things are done.
const OFFERED: &[&str] = &["ibasho", "salon", "kodomo_shokudo", "cafe"];

/// A place as its record tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its id.
    pub id: PlaceId,
    /// Its name.
    pub name: String,
    /// よみ.
    pub kana: Option<String>,
    /// Its kind's key.
    pub what: String,
    /// Its district.
    pub district: Option<DistrictId>,
    /// Its first day.
    pub opened: Option<Day>,
    /// Its last day.
    pub closed: Option<Day>,
    /// Who runs it, in words: 地区社協.
    pub runner: Option<String>,
    /// The group that runs it.
    pub runner_group: Option<GroupId>,
    /// What the public reads about it.
    pub public: Option<String>,
    /// Where it is.
    pub address: Option<String>,
    /// Its telephone.
    pub phone: Option<String>,
    /// A private house.
    pub private: bool,
    /// The day on which those who live there agreed to be shown.
    pub consent: Option<Day>,
    /// The public place of which this record, staff's own, holds the exact address.
    pub of: Option<PlaceId>,
}

/// What the public may see of where a place is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whereabouts<'a> {
    /// The address, where there is one, and the telephone.
    Open {
        /// Where it is.
        address: Option<&'a str>,
        /// Its telephone.
        phone: Option<&'a str>,
    },
    /// The district's name and the plaza's telephone alone.
    DistrictOnly,
}

impl Place {
    /// A place with a name and a kind alone.
    pub const fn named(id: PlaceId, district: Option<DistrictId>, what: String, name: String) -> Self {
        Self {
            id,
            name,
            kana: None,
            what,
            district,
            opened: None,
            closed: None,
            runner: None,
            runner_group: None,
            public: None,
            address: None,
            phone: None,
            private: false,
            consent: None,
            of: None,
        }
    }

    /// Reads a record; never fails.
    pub fn read(record: &Record) -> Self {
        let text = |field: &str| record.text(field).map(str::to_owned);
        let day = |field: &str| record.text(field).and_then(|text| Day::parse(text).ok());
        Self {
            id: PlaceId::of(record.id),
            name: text("name").unwrap_or_default(),
            kana: text("kana"),
            what: text("what").unwrap_or_else(|| "other".to_owned()),
            district: record.scope.district().or_else(|| record.link("district").map(DistrictId::of)),
            opened: day("opened"),
            closed: day("closed"),
            runner: text("runner"),
            runner_group: record.link("runner_group").map(GroupId::of),
            public: text("public"),
            address: text("address"),
            phone: text("phone"),
            private: record.flag("private"),
            consent: day("consent"),
            of: record.link("of").map(PlaceId::of),
        }
    }

    /// The record's fields.
    pub fn fields(&self) -> Fields {
        let text = |text: &String| Value::from(text.as_str());
        let day = |day: Day| Value::from(day.to_string());
        let fields = [
            ("name", Some(text(&self.name))),
            ("kana", self.kana.as_ref().map(text)),
            ("what", Some(text(&self.what))),
            ("district", self.district.map(|id| Value::from(id.to_string()))),
            ("opened", self.opened.map(day)),
            ("closed", self.closed.map(day)),
            ("runner", self.runner.as_ref().map(text)),
            ("runner_group", self.runner_group.map(|id| Value::from(id.to_string()))),
            ("public", self.public.as_ref().map(text)),
            ("address", self.address.as_ref().map(text)),
            ("phone", self.phone.as_ref().map(text)),
            ("private", self.private.then_some(Value::Bool(true))),
            ("consent", self.consent.map(day)),
            ("of", self.of.map(|id| Value::from(id.to_string()))),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }

    /// 「居場所」.
    pub fn kind_name(&self) -> &str {
        PLACE_KINDS.iter().find(|(key, _)| *key == self.what).map_or(self.what.as_str(), |(_, name)| *name)
    }

    /// Whether it is itself offered to residents.
    pub fn is_offered(&self) -> bool {
        OFFERED.contains(&self.what.as_str())
    }

    /// Whether it is open, on a day.
    pub fn open_on(&self, day: Day) -> bool {
        self.opened.is_none_or(|opened| opened <= day) && self.closed.is_none_or(|closed| day <= closed)
    }

    /// Whether it was opened within these days, both included.
    pub fn opened_within(&self, from: Day, to: Day) -> bool {
        self.opened.is_some_and(|opened| from <= opened && opened <= to)
    }

    /// Where the public may be told that it is: a private house only with a dated consent.
    pub fn whereabouts(&self) -> Whereabouts<'_> {
        if self.private && self.consent.is_none() {
            Whereabouts::DistrictOnly
        } else {
            Whereabouts::Open { address: self.address.as_deref(), phone: self.phone.as_deref() }
        }
    }
}

/// The record in which staff keep the exact place of a private house.
pub fn house_id(place: PlaceId) -> RecordId {
    derived(&["house", &place.to_string()])
}
