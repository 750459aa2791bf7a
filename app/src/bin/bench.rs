//! A page that the benches call: the app's own store and writer in a browser, without its screens; never part of the app.
//!
//! Compiled as the store's suite is (`suite.rs`), with the `--bin bench`. Its script calls what is exported here and
//! holds the watch; this side only says when a batch was durable.

#[path = "bench/totals.rs"]
mod totals;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use serde_json::json;
use tsunagari_app::net::Fetch;
use tsunagari_app::platform::{clock, random, timer};
use tsunagari_app::read::book::Book;
use tsunagari_app::read::find::{Index, Laying};
use tsunagari_app::replica::browser::{Browser, Way};
use tsunagari_app::replica::engine::{Engine, gather, read_device};
use tsunagari_app::replica::join::Joining;
use tsunagari_app::replica::news::News;
use tsunagari_app::store::idb::IdbStore;
use tsunagari_app::store::{Found, Row, Span, Store, StoreFault, Stretch};
use tsunagari_core::activity::{Draft, When};
use tsunagari_core::device::Device;
use tsunagari_core::device::reading::Ask;
use tsunagari_core::device::tables::{Durability, StoreOp, Table};
use tsunagari_core::group::Group;
use tsunagari_core::id::{PlanId, RecordId, derived};
use tsunagari_core::intent::{Desk, Intent};
use tsunagari_core::record::{Hand, Kind, Record, Scope};
use tsunagari_core::shelf::Shelf;
use tsunagari_core::sync::machine::Event;
use tsunagari_core::text::fold;
use tsunagari_core::view::View;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The database of the page.
const NAME: &str = "tsunagari-bench";
/// How often a load is looked at, in milliseconds.
const LOOK: i32 = 2;

type Real = Engine<Watched, Way, Browser>;

/// The app's store, and when its last strict batch was durable, by the page's clock.
struct Watched {
    store: IdbStore,
}

impl Store for Watched {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, StoreFault> {
        self.store.get(table, key).await
    }

    async fn get_many(&self, table: Table, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>, StoreFault> {
        self.store.get_many(table, keys).await
    }

    async fn scan(&self, table: Table, span: Span) -> Result<Vec<Row>, StoreFault> {
        self.store.scan(table, span).await
    }

    async fn scan_many(&self, asked: &[Stretch]) -> Result<Vec<Found>, StoreFault> {
        self.store.scan_many(asked).await
    }

    async fn commit(&self, batch: Vec<StoreOp>, durability: Durability) -> Result<(), StoreFault> {
        let written = self.store.commit(batch, durability).await;
        if durability == Durability::Strict {
            DURABLE.set(page_clock());
        }
        written
    }

    fn begin_anew(&self) {
        self.store.begin_anew();
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn page_clock() -> f64;
}

/// What the pages of the app would hold.
#[derive(Default)]
struct Shown {
    registry: Shelf,
    logs: Shelf,
}

thread_local! {
    static ENGINE: RefCell<Option<Real>> = const { RefCell::new(None) };
    static DURABLE: Cell<f64> = const { Cell::new(0.0) };
    static SHOWN: RefCell<Shown> = RefCell::default();
    static INDEX: RefCell<Option<Index>> = const { RefCell::new(None) };
    static LAYING: RefCell<Option<Laying>> = const { RefCell::new(None) };
}

fn main() {}

/// Opens the store with the writer over it, as the app does; with a way to the server, or with none.
#[wasm_bindgen]
pub async fn open(online: bool) -> Result<(), JsValue> {
    let store = Watched { store: IdbStore::open_named(NAME).await.map_err(said)? };
    let way = if online { Way::Out(Fetch) } else { Way::Nowhere };
    let since = clock::now().day().month().previous().map_or(clock::now().day(), |month| month.first());
    let publish = |news| {
        SHOWN.with_borrow_mut(|shown| match news {
            News::Registry(records) => shown.registry = records,
            News::Logs(records, _) => shown.logs = records,
            News::Status(_) | News::Session(_) | News::Store(_) | News::Emptied(_) => {}
        });
    };
    let opened = Engine::open(store, way, Browser::new(NAME), "bench", since, Box::new(publish));
    let opened = opened.await.map_err(said)?;
    if online {
        opened.tell(Event::Opened);
    }
    ENGINE.set(Some(opened));
    Ok(())
}

/// Joins and waits until every scope is there whole.
#[wasm_bindgen]
pub async fn load(joining: String) -> Result<u32, JsValue> {
    let engine = engine()?;
    let joining: Joining =
        tsunagari_core::json::read(joining.as_bytes()).ok_or_else(|| said("not a joining"))?;
    let session = engine.join(joining).await.map_err(|not| said(format!("{not:?}")))?;
    let whole = || {
        engine.device(|device| {
            let whole =
                device.holdings().values().filter(|held| held.live.is_some() && held.loading.is_none());
            whole.count() == session.scopes().len()
        })
    };
    while !whole() {
        timer::sleep(LOOK).await;
    }
    Ok(engine.device(|device| device.directory().values().flatten().map(|head| head.count).sum()))
}

/// Presses 記録する, and says when the log was durable in the queue, by `performance.now()`. Each number is another day of
/// the device's first group.
#[wasm_bindgen]
pub async fn save(number: u32) -> Result<f64, JsValue> {
    let engine = engine()?;
    let today = clock::now().day();
    let (registry, logs) = shown();
    let session = engine.device(|device| device.session().cloned()).ok_or("not joined")?;
    let groups = registry.iter().filter(|record| record.kind == Kind::Group && session.reads(record.scope));
    let group = groups.map(Group::read).find(|group| group.district.is_some()).ok_or("no group")?;
    let mut draft = Draft::new("salon", group.district, When::Day(today.plus(-i64::from(number))));
    (draft.group, draft.sure, draft.another) = (Some(group.id), true, true);
    draft.counts.bands =
        [("senior", 14), ("adult", 3), ("child", 1)].map(|(band, heads)| (band.to_owned(), heads)).into();
    draft.counts.helpers = Some(5);
    draft.note = "はじめて来た方がいました。次は体操をします".to_owned();
    let view = View::of(&[&registry, &logs]);
    let desk = Desk { now: clock::now(), view: &view, opened: &[], session: &session };
    let wishes = desk.propose(Intent::Log(draft), &mut random::uuid).map_err(|no| said(format!("{no:?}")))?;
    engine.submit(wishes, Some("log")).await.map_err(|not| said(format!("{not:?}")))?;
    Ok(DURABLE.get())
}

/// The queue as a courier's file: JSON.
#[wasm_bindgen]
pub fn queue_file() -> Result<String, JsValue> {
    let file = engine()?.device(|device| device.export("bench"));
    String::from_utf8(file).map_err(said)
}

/// How far each scope was read, as a request says it: JSON.
#[wasm_bindgen]
pub fn cursors() -> Result<String, JsValue> {
    serde_json::to_string(&engine()?.device(Device::cursors)).map_err(said)
}

/// Presses 「いま送る」.
#[wasm_bindgen]
pub fn ask() -> Result<(), JsValue> {
    engine()?.tell(Event::Asked);
    Ok(())
}

/// Waits until every change is acknowledged.
#[wasm_bindgen]
pub async fn drained() -> Result<(), JsValue> {
    let engine = engine()?;
    while engine.device(Device::unsent) > 0 {
        timer::sleep(LOOK).await;
    }
    Ok(())
}

/// Opens the store cold and reads the newest logs of a scope between two days: how many there are.
#[wasm_bindgen]
pub async fn newest(scope: String, from: String, to: String, limit: usize) -> Result<usize, JsValue> {
    let scope = Scope::parse(&scope).map_err(said)?;
    let store = IdbStore::open_named(NAME).await.map_err(said)?;
    let device = read_device(&store).await.map_err(said)?;
    let reading = device.read(Ask::logs(scope, &from, &to, limit), &|record| !record.removed());
    Ok(gather(&store, &Browser::new(NAME), reading).await.map_err(said)?.len())
}

/// Makes a plan of so many items and begins to lay its words out as the app does before one can search it: how many rows.
#[wasm_bindgen]
pub fn search_fill(rows: u32) -> usize {
    let plan = derived(&["bench", "plan"]);
    let mut records = vec![record(plan, Kind::Plan, vec![])];
    for (n, body) in BODIES.iter().enumerate() {
        records.push(record(derived(&["bench", body]), Kind::Body, vec![("name".to_owned(), json!(body))]));
        let listed = (format!("body.{}", derived(&["bench", body])), json!(n));
        if let Some(plan) = records.first_mut() {
            plan.fields.extend([listed]);
        }
    }
    let measure = derived(&["bench", "measure"]);
    let of_plan = || ("plan".to_owned(), json!(plan.to_string()));
    let title = |words: String| ("title".to_owned(), json!(words));
    records.push(record(measure, Kind::Measure, vec![of_plan(), title("支え合いの推進".to_owned())]));
    for n in 0..rows as usize {
        let word =
            |all: &[&'static str], step: usize| all.get(n / step % all.len()).copied().unwrap_or_default();
        let body = derived(&["bench", word(&BODIES, 7)]);
        let words = format!("{}の{}{}", word(&WHERE, 1), word(&WHAT, 3), word(&HOW, 5));
        let detail = format!("{}{}回、{}と{}", word(&WHEN, 2), n % 97, word(&WHAT, 11), word(&HOW, 13));
        let fields = vec![
            of_plan(),
            ("measure".to_owned(), json!(measure.to_string())),
            ("order".to_owned(), json!(n)),
            ("detail".to_owned(), json!(detail)),
            (format!("body.{body}"), json!(0)),
            title(words),
        ];
        records.push(record(derived(&["bench", "item", &n.to_string()]), Kind::Item, fields));
    }
    let laying = Laying::begin(Arc::new(Book::read(&records)), PlanId::of(plan));
    LAYING.set(Some(laying));
    records.len()
}

/// Folds so many rows of it, as the app does at a time: whether more are left.
#[wasm_bindgen]
pub fn search_step(rows: usize) -> bool {
    let laid = LAYING.with_borrow_mut(|laying| laying.as_mut().and_then(|laying| laying.step(rows)));
    let more = laid.is_none();
    if !more {
        INDEX.set(laid);
    }
    more
}

/// Words of a plan, so that what is searched reads like one.
const WHERE: [&str; 12] = [
    "ひなた地区",
    "こもれび地区",
    "そよかぜ地区",
    "みちくさ地区",
    "ゆうなぎ地区",
    "小学校区",
    "全地区",
    "区内１０か所",
    "地域ケアプラザ",
    "自治会町内会",
    "集会所",
    "商店街",
];
const WHAT: [&str; 17] = [
    "あいさつ運動",
    "居場所",
    "サロン",
    "子育てサロン",
    "認知症カフェ",
    "見守り",
    "買い物支援",
    "移動支援",
    "健康づくり教室",
    "防災訓練",
    "福祉教育",
    "世代間交流",
    "ボランティア講座",
    "障がい理解の講演会",
    "情報交換会",
    "相談窓口",
    "成年後見の学習会",
];
const HOW: [&str; 9] = [
    "の支援",
    "の立ち上げ支援",
    "の推進",
    "の開催",
    "の普及啓発",
    "の周知",
    "への助成",
    "の担い手の育成",
    "の連絡会",
];
const WHEN: [&str; 5] = ["月", "年", "学期に", "隔月で", "必要に応じて"];
const BODIES: [&str; 13] = [
    "区社協",
    "地域ケアプラザ",
    "福祉保健課",
    "高齢・障害支援課",
    "こども家庭支援課",
    "総務課",
    "土木事務所",
    "地域振興課",
    "生活支援課",
    "地域子育て支援拠点",
    "基幹相談支援センター",
    "警察署",
    "消防署",
];

/// Searches as a key press does: how many rows were found.
#[wasm_bindgen]
pub fn search(query: &str) -> usize {
    INDEX.with_borrow(|index| index.as_ref().map_or(0, |index| index.find(query).all))
}

/// The same texts, for a plain search to be held against.
#[wasm_bindgen]
pub fn search_texts() -> js_sys::Array {
    INDEX.with_borrow(|index| index.iter().flat_map(Index::texts).map(JsValue::from_str).collect())
}

/// A query as it is looked for.
#[wasm_bindgen]
pub fn search_folded(query: &str) -> String {
    fold(query)
}

fn record(id: RecordId, kind: Kind, fields: Vec<(String, serde_json::Value)>) -> Record {
    let hand = Hand { by: None, at: clock::now() };
    Record {
        id,
        kind,
        scope: Scope::OrgAll,
        version: 1,
        born: 1,
        made: hand,
        edited: hand,
        fields: fields.into_iter().collect(),
        parallel: Vec::new(),
    }
}

fn shown() -> (Shelf, Shelf) {
    SHOWN.with_borrow(|shown| (shown.registry.clone(), shown.logs.clone()))
}

fn engine() -> Result<Real, JsValue> {
    ENGINE.with_borrow(Clone::clone).ok_or_else(|| "not open".into())
}

fn said(error: impl ToString) -> JsValue {
    error.to_string().into()
}
