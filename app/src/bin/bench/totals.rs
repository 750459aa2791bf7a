//! Targets, drafts and months of a ward as its pages tell them, from what the device has added up; the watch is the bench's.

#![expect(unreachable_pub, reason = "what a script calls is public")]

use std::cell::RefCell;
use std::sync::Arc;

use tsunagari_app::platform::clock;
use tsunagari_app::store::{Span, Store as _};
use tsunagari_core::book::Book;
use tsunagari_core::calendar::{Day, Month};
use tsunagari_core::device::counting::Months;
use tsunagari_core::device::tables::Table;
use tsunagari_core::draft::Drafter;
use tsunagari_core::draft::kept::Drafts;
use tsunagari_core::query::deed::Deeds;
use tsunagari_core::query::ledger::Ledgers;
use tsunagari_core::query::list::{Filter, Marks, rows};
use tsunagari_core::query::serves::Serving;
use tsunagari_core::query::standing::{Ground, Standing, months, standing};
use tsunagari_core::record::{Record, Scope};
use tsunagari_core::sorted::SortedMap;
use tsunagari_core::text::Needle;
use tsunagari_core::view::View;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{engine, page_clock, said, shown};

/// What the pages keep from one look to the next.
struct Told {
    book: Book,
    months: (Month, Month),
    today: Day,
    scopes: Vec<Scope>,
    deeds: Deeds,
    drafts: Drafts,
}

thread_local! {
    static TOLD: RefCell<Option<Told>> = const { RefCell::new(None) };
}

/// Every target, every draft of the year and every month by kind, for the first time in this page. Milliseconds of reading
/// what was added up, of targets, of months, of drafts; then how many there are of each.
#[wasm_bindgen]
pub async fn totals_first() -> Result<Vec<f64>, JsValue> {
    let engine = engine()?;
    let from = page_clock();
    let (registry, _) = shown();
    let today = clock::now().day();
    let session = engine.device(|device| device.session().cloned()).ok_or("not joined")?;
    let scopes = session.scopes();
    let book = Book::read(registry.iter());
    let whole = session.districts.iter().copied().map(Some).chain([None]).collect();
    let (first, last) = months(&book, today);
    let asked = Months { scopes: scopes.clone(), from: first, to: last };
    let booked = page_clock();
    let ledgers = engine.ledgers(asked).await.map_err(said)?;
    let read = page_clock();
    let view = View::of(&[&registry]);
    let mut deeds = Deeds::new(Serving::new(&view), whole);
    deeds.take(&ledgers);
    let targets = targets(&book, &deeds, today);
    let told = page_clock();
    let kinds = by_month(&ledgers);
    let monthly = page_clock();
    let drafter = Drafter::without_logs(&view, today.fiscal_year(), today);
    let laid = page_clock();
    let mut drafts = Drafts::new(drafter);
    drafts.take(&ledgers);
    let written = drafts.write_all();
    let drafted = page_clock();
    let counts = [targets.len(), kinds.len(), written, ledgers.len()];
    TOLD.set(Some(Told { book, months: (first, last), today, scopes, deeds, drafts }));
    let steps = [
        booked - from,
        read - booked,
        told - read,
        monthly - told,
        laid - monthly,
        drafted - laid,
        drafted - from,
    ];
    Ok(steps.into_iter().chain(counts.map(|count| count as f64)).collect())
}

/// The same after one more log: milliseconds of reading, of targets, of drafts, of all; how many drafts were
/// written anew.
#[wasm_bindgen]
pub async fn totals_again() -> Result<Vec<f64>, JsValue> {
    let engine = engine()?;
    let Some(mut kept) = TOLD.take() else { return Err("nothing was told".into()) };
    let from = page_clock();
    let asked = Months { scopes: kept.scopes.clone(), from: kept.months.0, to: kept.months.1 };
    let ledgers = engine.ledgers(asked).await.map_err(said)?;
    let read = page_clock();
    kept.deeds.take(&ledgers);
    let told = targets(&kept.book, &kept.deeds, kept.today).len();
    let targets = page_clock();
    let written = kept.drafts.take(&ledgers);
    kept.drafts.write_all();
    let drafted = page_clock();
    TOLD.set(Some(kept));
    let (steps, counts) = ([read - from, targets - read, drafted - targets, drafted - from], [written, told]);
    Ok(steps.into_iter().chain(counts.map(|count| count as f64)).collect())
}

fn targets(book: &Book, deeds: &Deeds, today: Day) -> Vec<Standing> {
    let ground = Ground { book, deeds, cut: None, today };
    book.targets.iter().map(|target| standing(ground, target)).collect()
}

/// How often by kind and month, of the whole ward.
fn by_month(ledgers: &Ledgers) -> SortedMap<(Month, &str), (u64, u64)> {
    let mut all: SortedMap<(Month, &str), (u64, u64)> = SortedMap::new();
    for ((_, month), ledger) in ledgers {
        for line in &ledger.lines {
            let (times, heads) = all.of((*month, line.what.as_str()));
            *times += line.times;
            *heads += line.heads;
        }
    }
    all
}

/// The same ledgers as JSON, for a bare pass over them.
#[wasm_bindgen]
pub async fn totals_json() -> Result<js_sys::Array, JsValue> {
    let engine = engine()?;
    let (scopes, (from, to)) = TOLD
        .with_borrow(|told| told.as_ref().map(|told| (told.scopes.clone(), told.months)))
        .ok_or("not told")?;
    let ledgers = engine.ledgers(Months { scopes, from, to }).await.map_err(said)?;
    let text = |ledger: &Arc<_>| serde_json::to_string(&**ledger).map_err(said);
    ledgers.values().map(|ledger| text(ledger).map(JsValue::from)).collect()
}

/// How many months are kept in `totals`.
#[wasm_bindgen]
pub async fn totals_kept() -> Result<usize, JsValue> {
    let store = tsunagari_app::store::idb::IdbStore::open_named(super::NAME).await.map_err(said)?;
    Ok(store.scan(Table::Totals, Span::prefix("")).await.map_err(said)?.len())
}

/// Looks for a word in what 記録 holds, as a key press does: how many logs were looked at, and how many found.
#[wasm_bindgen]
pub fn totals_search(word: &str) -> Vec<usize> {
    let (registry, logs) = shown();
    let view = View::of(&[&registry, &logs]);
    let filter = Filter { needle: Needle::new(word), ..Filter::default() };
    let all: Vec<&Record> = logs.iter().collect();
    let (_, found) = rows(&view, &Marks::default(), &filter, &all, 50);
    vec![all.len(), found]
}
