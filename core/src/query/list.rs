//! 記録: the list of logs, filtered and searched, each with what became of it.

use crate::activity::{Activity, When};
use crate::calendar::{Day, Month, Slot, WallTime};
use crate::change::Refused;
use crate::id::{DistrictId, GroupId, PersonId, PlaceId, RecordId, SessionId};
use crate::record::{Kind, Record};
use crate::sorted::{SortedMap, SortedSet, sort_by_key};
use crate::text::{Needle, fold};
use crate::view::View;

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// 自分の記録: mine and my groups'.
    pub mine: Option<(PersonId, SortedSet<GroupId>)>,
    /// 地区の記録.
    pub district: Option<DistrictId>,
    /// One kind's.
    pub what: Option<String>,
    /// One month's.
    pub month: Option<Month>,
    /// Words that must be found.
    pub needle: Needle,
    /// Removed ones, to bring them back, and no others.
    pub removed: bool,
}

/// What the device knows of its own changes, by record.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// Records with a change that the server has not answered.
    pub unsent: SortedSet<RecordId>,
    /// Records with a refused change.
    pub refused: SortedMap<RecordId, Refused>,
    /// When the server took the last change of a record.
    pub sent: SortedMap<RecordId, WallTime>,
}

/// What became of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// 未送信.
    Unsent,
    /// 送信済み; with the time where this device sent it.
    Sent(Option<WallTime>),
    /// 直してください.
    Mend(Refused),
    /// 人数がちがいます: fields with two values.
    Differs(Vec<String>),
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The record.
    pub id: RecordId,
    /// What it is called.
    pub name: String,
    /// Its kind's short name.
    pub kind: String,
    /// Its place's name.
    pub place: Option<String>,
    /// When.
    pub when: Option<When>,
    /// When on the day.
    pub slot: Option<Slot>,
    /// 「参加 19人・担い手 5人」.
    pub line: String,
    /// Its memo.
    pub note: Option<String>,
    /// Who made it.
    pub by: Option<PersonId>,
    /// What became of it.
    pub state: State,
    /// Whether it was removed.
    pub removed: bool,
}

/// The first rows, the latest day first, and how many there are in all.
pub fn rows(
    view: &View<'_>,
    marks: &Marks,
    filter: &Filter,
    records: &[&Record],
    most: usize,
) -> (Vec<Row>, usize) {
    let logs = records.iter().filter(|record| record.kind == Kind::Activity);
    let mut words = Words { view, named: SortedMap::new() };
    let mut found: Vec<_> = logs
        .map(|record| (*record, Activity::read(record)))
        .filter(|(record, log)| fits(filter, record, log) && words.have(&filter.needle, log))
        .collect();
    sort_by_key(&mut found, |(record, log)| {
        // A log that only this device knows is the youngest of its day.
        let born = if record.born == 0 { u64::MAX } else { record.born };
        core::cmp::Reverse((log.day().unwrap_or(Day::FIRST), log.slot, born, record.id))
    });
    let shown = found.iter().take(most);
    (shown.map(|(record, log)| row(view, marks, record, log)).collect(), found.len())
}

/// One log as a row.
pub fn row(view: &View<'_>, marks: &Marks, record: &Record, log: &Activity) -> Row {
    let kind = view.kinds().get(&log.what);
    Row {
        id: record.id,
        name: view.name_of(log),
        kind: kind.short.to_owned(),
        place: log.place.and_then(|id| view.place(id)).map(|place| place.name),
        when: log.when,
        slot: log.slot,
        line: log.line(&kind),
        note: log.note.clone(),
        by: record.made.by,
        state: state(marks, record),
        removed: record.removed(),
    }
}

fn state(marks: &Marks, record: &Record) -> State {
    if let Some(reason) = marks.refused.get(&record.id) {
        State::Mend(reason.clone())
    } else if !record.parallel.is_empty() {
        let fields: SortedSet<_> = record.parallel.iter().map(|other| other.field.clone()).collect();
        State::Differs(fields.into_iter().collect())
    } else if marks.unsent.contains(&record.id) || record.version == 0 {
        State::Unsent
    } else {
        State::Sent(marks.sent.get(&record.id).copied())
    }
}

fn fits(filter: &Filter, record: &Record, log: &Activity) -> bool {
    record.removed() == filter.removed
        && filter.mine.as_ref().is_none_or(|(person, groups)| {
            record.made.by == Some(*person) || log.group.is_some_and(|id| groups.contains(&id))
        })
        && filter.district.is_none_or(|id| log.district == Some(id))
        && filter.what.as_ref().is_none_or(|what| log.what == *what)
        && filter.month.is_none_or(|month| log.when.is_some_and(|when| when.month() == month))
}

/// What a log's names are made from.
type Named = (String, Option<SessionId>, Option<GroupId>, Option<PlaceId>);

/// All that a search looks at, folded: names once for all logs that have them.
struct Words<'v, 'a> {
    view: &'v View<'a>,
    named: SortedMap<Named, String>,
}

impl Words<'_, '_> {
    fn have(&mut self, needle: &Needle, log: &Activity) -> bool {
        if needle.is_empty() {
            return true;
        }
        let key = (log.what.clone(), log.session, log.group, log.place);
        if !self.named.contains_key(&key) {
            let names = self.names(log);
            self.named.insert(key.clone(), names);
        }
        let kind = self.view.kinds().get(&log.what);
        let chips = kind.chips.iter().filter(|chip| log.content.contains(chip.key)).map(|chip| chip.label);
        let when = log.when.map(When::text);
        let told = log.note.as_deref().into_iter().chain(when.as_deref()).chain(chips).map(fold);
        let names = self.named.get(&key).cloned().into_iter();
        needle.finds_folded(&names.chain(told).collect::<String>())
    }

    fn names(&self, log: &Activity) -> String {
        let group = log.group.and_then(|id| self.view.group(id)).map(|group| group.name);
        let place = log.place.and_then(|id| self.view.place(id)).map(|place| place.name);
        let kind = self.view.kinds().get(&log.what).name.to_owned();
        let names = [Some(self.view.name_of(log)), Some(kind), group, place];
        fold(&names.into_iter().flatten().collect::<Vec<_>>().join("\n"))
    }
}
