//! What of one ward is shown, as it was at one version: its book, and what its removed rows were called. Nothing of a person.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tsunagari_core::book::Book;
use tsunagari_core::calendar::{Day, WallTime};
use tsunagari_core::district::District;
use tsunagari_core::id::{DistrictId, MeasureId, PlaceId, PlanId, RecordId};
use tsunagari_core::office::{Office, OfficeKind};
use tsunagari_core::plan::lineage::Lineage;
use tsunagari_core::plan::result::{State, YearResult};
use tsunagari_core::plan::{Plan, Status};
use tsunagari_core::query::coming::{Coming, next};
use tsunagari_core::record::{Kind, Record};
use tsunagari_core::sorted::{SortedMap, sort_by_key};
use tsunagari_core::view::View;

use super::Drawn;
use super::style;
use crate::secret::{hex, sha256};
use crate::storage::Org;

/// Bytes of drawn pages that are kept for one ward; beyond them a page is drawn anew each time.
const KEPT_BYTES: usize = 8 << 20;

/// Dates ahead that are told of a place.
const DATES: usize = 12;

/// A removed row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// What it was.
    pub kind: Kind,
    /// Its title; of a place none.
    pub title: Option<String>,
}

/// What of a ward is shown.
#[derive(Debug)]
pub struct Shelf {
    /// The ward.
    pub org: Org,
    /// Its plans and places.
    pub book: Book,
    /// Removed rows of plans, and removed places.
    pub gone: SortedMap<RecordId, Gone>,
    /// What came from what.
    pub lineage: Lineage,
    /// Settled results by measure, the newest year first.
    pub results: SortedMap<MeasureId, Vec<YearResult>>,
    /// The next meetings at each place that is offered, without a word of whose they are.
    pub coming: SortedMap<PlaceId, Vec<Coming>>,
    /// The day on which it was read.
    pub today: Day,
    /// When, by the server's clock: no page of it tells anything later.
    pub read: WallTime,
    /// The same as long as every page is.
    pub tag: String,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    pages: BTreeMap<String, Drawn>,
    bytes: usize,
}

impl Shelf {
    /// Of the records of `org/all`, and of the districts' groups and their meetings, from which dates alone are taken;
    /// `stamp` is the same as long as all are.
    pub fn new(org: Org, records: &[Record], meetings: &[Record], now: WallTime, stamp: &str) -> Self {
        let today = now.day();
        let coming = coming(records, meetings, today);
        let book = Book::read(records);
        let removed = records.iter().filter(|record| record.removed());
        let gone = removed.filter_map(|record| Some((record.id, gone(record)?))).collect();
        let nodes = book.nodes.values().map(|node| (node.id.record(), node.relations.as_slice()));
        let measures =
            book.measures.values().map(|measure| (measure.id.record(), measure.relations.as_slice()));
        let lineage = Lineage::of(nodes.chain(measures));
        let results = results(&book, records);
        let whole = format!("{stamp} {today} {} {}", style::path(), env!("CARGO_PKG_VERSION"));
        let tag = hex(sha256(whole.as_bytes()).get(..12).unwrap_or_default());
        Self { org, book, gone, lineage, results, coming, today, read: now, tag, kept: Mutex::default() }
    }

    /// The ward's name.
    pub fn name(&self) -> &str {
        self.book.ward.as_deref().unwrap_or(&self.org.name)
    }

    /// Whether a plan's pages are to be found by search: not while it is 案, and never made-up data.
    pub fn indexed(&self, plan: &Plan) -> bool {
        self.book.notice.is_none() && plan.status != Some(Status::Draft)
    }

    /// The plaza that looks after a district.
    pub fn plaza(&self, district: DistrictId) -> Option<&Office> {
        let named = self.book.districts.get(&district).and_then(|district| district.office);
        let own = named.and_then(|id| self.book.offices.get(&id));
        own.or_else(|| {
            let mut all = self.plazas();
            all.find(|office| office.districts.contains(&district))
        })
    }

    /// All plazas.
    pub fn plazas(&self) -> impl Iterator<Item = &Office> {
        self.book.offices.values().filter(|office| office.what == OfficeKind::Plaza)
    }

    /// Districts that exist today, in the ward's order.
    pub fn districts(&self) -> Vec<&District> {
        let today = self.book.districts.values().filter(|district| district.lives_on(self.today));
        let mut districts: Vec<&District> = today.collect();
        sort_by_key(&mut districts, |district| {
            (district.number.unwrap_or(u64::MAX), district.kana.clone(), district.name.clone(), district.id)
        });
        districts
    }

    /// A plan by what it is called: its term before its title, so that two of one name are told apart.
    pub fn plan_name(&self, plan: PlanId) -> String {
        let Some(plan) = self.book.plans.get(&plan) else { return "計画".to_owned() };
        let district = plan.district.and_then(|id| self.book.districts.get(&id)).map(District::label);
        let title = plan.title.as_ref().map(ToString::to_string);
        let parts: Vec<String> = [district, plan.term.clone(), title].into_iter().flatten().collect();
        if parts.is_empty() { "計画（題名は不明）".to_owned() } else { parts.join(" ") }
    }

    /// A page that was drawn already.
    pub fn kept(&self, path: &str) -> Option<Drawn> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).pages.get(path).cloned()
    }

    /// Keeps a page as long as there is room.
    pub fn keep(&self, path: String, drawn: &Drawn) {
        let (Drawn::Found(text) | Drawn::At(text) | Drawn::Calendar(text)) = drawn else { return };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes.saturating_add(text.len()) <= KEPT_BYTES {
            kept.bytes += text.len();
            kept.pages.insert(path, drawn.clone());
        }
    }
}

/// The copies for all, by the measures of their items.
fn results(book: &Book, records: &[Record]) -> SortedMap<MeasureId, Vec<YearResult>> {
    let copies = records.iter().filter(|record| record.kind == Kind::Result && !record.removed());
    let copies = copies.map(YearResult::read).filter(|result| result.state() == Some(State::Confirmed));
    let mut all: SortedMap<MeasureId, Vec<YearResult>> = SortedMap::new();
    for copy in copies {
        if let Some(measure) = copy.item.and_then(|id| book.items.get(&id)).and_then(|item| item.measure) {
            all.of(measure).push(copy);
        }
    }
    for results in all.values_mut() {
        sort_by_key(results, |result| {
            (result.year.map(|year| i32::MAX - year.year()), result.item, result.id)
        });
    }
    all
}

/// The next dates of each place that the public may be told of.
fn coming(records: &[Record], meetings: &[Record], today: Day) -> SortedMap<PlaceId, Vec<Coming>> {
    let view = View::new(records.iter().chain(meetings));
    let told = view.places().filter(|place| place.shown(today).is_some_and(|shown| shown.name.is_some()));
    let dates =
        told.map(|place| (place.id, next(&view, today, DATES, &|session| session.place == Some(place.id))));
    dates.filter(|(_, dates)| !dates.is_empty()).collect()
}

/// What is told of a removed record; none of what was never shown.
fn gone(record: &Record) -> Option<Gone> {
    let title = || record.text("title").filter(|title| !title.is_empty()).map(str::to_owned);
    let title = match record.kind {
        Kind::Plan | Kind::Node | Kind::Measure | Kind::Item => title(),
        Kind::Place => None,
        _ => return None,
    };
    Some(Gone { kind: record.kind.clone(), title })
}
