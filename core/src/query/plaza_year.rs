//! 自主企画事業実績: every course and visit of a plaza in a fiscal year, one after the other. No memo, no resident.

use crate::activity::{Activity, Held, When};
use crate::calendar::{FiscalYear, Slot};
use crate::id::{DistrictId, OfficeId, PlaceId, RecordId};
use crate::query::twin::{counted, not_held};
use crate::record::Record;
use crate::sorted::{SortedMap, sort_by_key};
use crate::view::View;

/// What an office does itself: 講座・教室, 訪問・同席支援.
pub const KINDS: [&str; 2] = ["koza", "homon"];

/// One course or visit, held or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub when: When,
    /// When on the day.
    pub slot: Option<Slot>,
    /// The kind's key.
    pub what: String,
    /// What it is called.
    pub name: String,
    /// Its district; none for the whole ward's.
    pub district: Option<DistrictId>,
    /// Where.
    pub place: Option<PlaceId>,
    /// Whether it was held.
    pub held: Held,
    /// 参加, where it was counted.
    pub heads: Option<u64>,
    /// 担い手.
    pub helpers: Option<u64>,
    /// 件.
    pub quantities: SortedMap<String, u64>,
    /// およそ.
    pub about: bool,
}

/// An office's own year, by day; twins once, held or not.
pub fn plaza_year(view: &View<'_>, office: OfficeId, year: FiscalYear) -> Vec<Event> {
    let ours = view.logs().filter(|(_, log)| {
        KINDS.contains(&log.what.as_str())
            && log.when.map(|when| when.month().fiscal_year()) == Some(year)
            && is_of(view, office, log)
    });
    let (held, off): (Vec<_>, Vec<_>) = ours.partition(|(_, log)| log.held.is_done());
    let held = counted(held).into_iter().map(|(record, log, _)| (record, log));
    let mut all: Vec<_> =
        held.chain(not_held(off)).filter_map(|(record, log)| event(view, record, log)).collect();
    sort_by_key(&mut all, |(event, id)| (event.when.last_day(), event.slot, *id));
    all.into_iter().map(|(event, _)| event).collect()
}

/// Whether a log is the office's own work: the office stands in it, or its group is the office's; where neither names
/// an office, what is done in the office's districts is.
pub fn is_of(view: &View<'_>, office: OfficeId, log: &Activity) -> bool {
    let of_group = log.group.and_then(|id| view.group(id)).and_then(|group| group.office);
    if log.support.contains(&office) || of_group == Some(office) {
        return true;
    }
    let district = log.district.and_then(|id| view.district(id)).and_then(|district| district.office);
    let nobody = log.support.is_empty() && of_group.is_none();
    nobody && log.entered_by.or(district) == Some(office)
}

fn event(view: &View<'_>, record: &Record, log: Activity) -> Option<(Event, RecordId)> {
    let kind = view.kinds().get(&log.what);
    let event = Event {
        when: log.when?,
        slot: log.slot,
        name: view.name_of(&log),
        district: log.district,
        place: log.place,
        held: log.held,
        heads: log.counts.attendance(&kind),
        helpers: log.counts.helpers,
        quantities: log.counts.quantities.clone(),
        about: log.about,
        what: log.what.clone(),
    };
    Some((event, record.id))
}
