//! A log as a form holds it, before it is saved: what the person chose, held against the kind's limits; makes fields.

use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

use super::{Activity, Counts, Held, When, id_for_group, id_for_month, id_for_session};
use crate::calendar::{Day, Slot};
use crate::from_json;
use crate::id::{ActivityId, DistrictId, GroupId, MeasureId, OfficeId, PlaceId, SessionId};
use crate::json::serde_through_json;
use crate::kind::{ActivityKind, COUNT_MAX, quantity_limit};
use crate::record::{FieldName, Fields};
use crate::sorted::{SortedMap, SortedSet};
use crate::text::{Note, TextFault};

/// What a form holds. Kept as a draft, so an old build's must still be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// The kind's key.
    pub what: String,
    /// The district; none for the whole ward.
    pub district: Option<DistrictId>,
    /// The group.
    pub group: Option<GroupId>,
    /// The session.
    pub session: Option<SessionId>,
    /// The day on which the session's rule set this meeting. Names the log, whatever day is chosen in the end.
    pub scheduled: Option<Day>,
    /// Where.
    pub place: Option<PlaceId>,
    /// When.
    pub when: When,
    /// When on the day.
    pub slot: Option<Slot>,
    /// Whether it was held.
    pub held: Held,
    /// How many. A total stands for the bands.
    pub counts: Counts,
    /// およそ.
    pub about: bool,
    /// 前回と同じ人数.
    pub same_as_last: bool,
    /// What was done.
    pub content: SortedSet<String>,
    /// ひとことメモ, as typed.
    pub note: String,
    /// Offices that were there or supported it.
    pub support: SortedSet<OfficeId>,
    /// Measures that a person said it serves, or does not.
    pub serves: SortedMap<MeasureId, bool>,
    /// The office that enters it for somebody.
    pub entered_by: Option<OfficeId>,
    /// 別の回: another log of the same meeting, group or day.
    pub another: bool,
    /// The person was asked about what looked odd and said that it is so.
    pub sure: bool,
}

from_json! {
    Draft {
        what,
        district,
        group,
        session,
        scheduled,
        place,
        when,
        slot,
        held or Held::Done,
        counts or Counts::default(),
        about or false,
        same_as_last or false,
        content or SortedSet::new(),
        note or String::new(),
        support or SortedSet::new(),
        serves or SortedMap::new(),
        entered_by,
        another or false,
        sure or false,
    }
}
serde_through_json!(Draft);

/// Why a draft cannot be saved.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DraftFault {
    /// A number over its limit.
    #[error("{field}: at most {limit}")]
    TooMany {
        /// The field.
        field: FieldName,
        /// The limit.
        limit: u64,
    },
    /// The note is too long.
    #[error("the note: {0}")]
    Note(TextFault),
    /// The kind has no month's total.
    #[error("this kind is logged by the day")]
    NoMonth,
    /// The kind needs a district.
    #[error("this kind needs a district")]
    NoDistrict,
}

impl Draft {
    /// An empty one.
    pub fn new(what: &str, district: Option<DistrictId>, when: When) -> Self {
        Self {
            what: what.to_owned(),
            district,
            group: None,
            session: None,
            scheduled: None,
            place: None,
            when,
            slot: None,
            held: Held::Done,
            counts: Counts::default(),
            about: false,
            same_as_last: false,
            content: SortedSet::new(),
            note: String::new(),
            support: SortedSet::new(),
            serves: SortedMap::new(),
            entered_by: None,
            another: false,
            sure: false,
        }
    }

    /// The form of a log that is there. `today` stands in where the log's day is not readable.
    pub fn of(log: &Activity, today: Day) -> Self {
        Self {
            what: log.what.clone(),
            district: log.district,
            group: log.group,
            session: log.session,
            scheduled: None,
            place: log.place,
            when: log.when.unwrap_or(When::Day(today)),
            slot: log.slot,
            held: log.held,
            counts: log.counts.clone(),
            about: log.about,
            same_as_last: log.same_as_last,
            content: log.content.clone(),
            note: log.note.clone().unwrap_or_default(),
            support: log.support.clone(),
            serves: log.serves.clone(),
            entered_by: log.entered_by,
            another: log.another,
            sure: false,
        }
    }

    /// The id that its n-th log has; none for what belongs to no group, where the id is random.
    pub fn id(&self, n: u32) -> Option<ActivityId> {
        match (self.session, self.scheduled, self.group, self.when) {
            (Some(session), Some(day), _, _) => Some(id_for_session(session, day, n)),
            (_, _, Some(group), When::Month(month)) => Some(id_for_month(group, &self.what, month)),
            (_, _, Some(group), When::Day(day)) => Some(id_for_group(group, &self.what, day, n)),
            (_, _, None, _) => None,
        }
    }

    /// The record's fields: what the kind does not take is left out, so nothing hidden is ever saved.
    pub fn fields(&self, kind: &ActivityKind<'_>) -> Result<Fields, DraftFault> {
        let mut fields = Fields::new();
        self.put_identity(kind, &mut fields)?;
        put(&mut fields, "held", Value::from(self.held.key()));
        if self.held.is_done() {
            self.put_counts(kind, &mut fields)?;
        }
        if !kind.numbers_only {
            self.put_story(&mut fields)?;
        }
        tick(&mut fields, "support", &self.support);
        for (measure, serves) in &self.serves {
            fields.insert(format!("serves.{measure}"), Value::Bool(*serves));
        }
        Ok(fields)
    }

    /// What, who, when.
    fn put_identity(&self, kind: &ActivityKind<'_>, fields: &mut Fields) -> Result<(), DraftFault> {
        put(fields, "what", Value::from(self.what.as_str()));
        link(fields, "group", self.group);
        link(fields, "session", self.session);
        link(fields, "entered_by", self.entered_by);
        flag(fields, "another", self.another);
        match self.when {
            When::Day(day) => put(fields, "day", Value::from(day.to_string())),
            When::Month(month) if kind.takes_month() => put(fields, "month", Value::from(month.to_string())),
            When::Month(_) => return Err(DraftFault::NoMonth),
        }
        Ok(())
    }

    fn put_counts(&self, kind: &ActivityKind<'_>, fields: &mut Fields) -> Result<(), DraftFault> {
        if kind.counts_heads {
            match self.counts.total {
                Some(total) => number(fields, "heads".to_owned(), total, COUNT_MAX)?,
                None => {
                    for (band, heads) in &self.counts.bands {
                        number(fields, format!("head.{band}"), *heads, COUNT_MAX)?;
                    }
                }
            }
        }
        if let Some(helpers) = self.counts.helpers {
            number(fields, "helpers".to_owned(), helpers, COUNT_MAX)?;
        }
        for (key, amount) in &self.counts.quantities {
            number(fields, format!("qty.{key}"), *amount, quantity_limit(key))?;
        }
        flag(fields, "about", self.about);
        flag(fields, "same_as_last", self.same_as_last);
        Ok(())
    }

    /// Where, what was done, and the note: what numbers-only kinds never hold.
    fn put_story(&self, fields: &mut Fields) -> Result<(), DraftFault> {
        link(fields, "place", self.place);
        if let Some(slot) = self.slot {
            put(fields, "slot", Value::from(slot.to_string()));
        }
        tick(fields, "content", &self.content);
        let note = Note::parse(&self.note).map_err(DraftFault::Note)?;
        if !note.is_empty() {
            put(fields, "note", Value::from(note.into_string()));
        }
        Ok(())
    }
}

fn put(fields: &mut Fields, field: &str, value: Value) {
    fields.insert(field.to_owned(), value);
}

fn link(fields: &mut Fields, field: &str, id: Option<impl ToString>) {
    if let Some(id) = id {
        put(fields, field, Value::from(id.to_string()));
    }
}

fn flag(fields: &mut Fields, field: &str, on: bool) {
    if on {
        put(fields, field, Value::Bool(true));
    }
}

fn tick(fields: &mut Fields, set: &str, members: &SortedSet<impl ToString>) {
    for member in members {
        fields.insert(format!("{set}.{}", member.to_string()), Value::Bool(true));
    }
}

fn number(fields: &mut Fields, field: FieldName, value: u64, limit: u64) -> Result<(), DraftFault> {
    if value > limit {
        return Err(DraftFault::TooMany { field, limit });
    }
    fields.insert(field, Value::from(value));
    Ok(())
}
