//! The store in IndexedDB: one database per ward, one object store per table, text keys, values as bytes.
//! What the rows mean is not known here; nor is what to tell the person.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use indexed_db_futures::KeyRange;
use indexed_db_futures::database::Database;
use indexed_db_futures::error::{DomException, Error, OpenDbError};
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::Transaction;
use js_sys::{Array, Promise, Uint8Array};
use tsunagari_core::device::tables::{Durability, StoreOp, Table};
use tsunagari_core::sorted::sort_by;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbKeyRange, IdbObjectStore};

use super::batch::Batch;
use super::gate::Gate;
use super::{Found, Row, Span, Store, StoreFault, Stretch};
use crate::platform::leaving::Leaving;
use crate::platform::{bytes, random, timer};

/// The layout of this build; a newer build's store is left alone.
const VERSION: u32 = 1;
/// How long opening may take: Safari sometimes never answers.
const OPEN_MS: i32 = 5_000;
/// How often a handle that was taken away is asked for anew, and the pause between, in milliseconds: while the former
/// database is still being thrown away, opening is broken off.
const REOPEN_TIMES: u32 = 4;
const REOPEN_MS: i32 = 150;
/// How long after its leaving a window is taken to have come back, in milliseconds of its being awake.
const BACK_MS: i32 = 300;
/// From so many deleted rows of a table on it is worth a look whether they lie together.
const RANGE_ROWS: usize = 16;
/// Room kept free for the day when there is none: freed before the one retry.
const RESERVE_BYTES: u32 = 64 * 1024;
/// It is looked after so many milliseconds after opening, when the first rows have been read.
const RESERVE_MS: i32 = 3_000;
/// The object store of the reserve; not a table.
const RESERVE: &str = "reserve";
/// In it: a name that each new database is given, by which it is told from another in its place.
const NAME: &str = "name";

/// One window's handle of the ward's database.
#[derive(Clone)]
pub struct IdbStore {
    inner: Rc<Inner>,
}

struct Inner {
    name: String,
    handle: RefCell<Option<Database>>,
    /// How many handles there were: a late answer of an old one says nothing of the new.
    handles: Cell<u32>,
    /// One opens anew, the others wait.
    gate: Gate,
    /// What [`NAME`] said; none before it was asked, which the first reading does on its way.
    own: RefCell<Option<Option<String>>>,
    /// Another database is in the place of the one that this window knew.
    emptied: Cell<bool>,
    /// Why there is no handle, once it is gone for good.
    gone: RefCell<Option<StoreFault>>,
    /// Called when the system has taken the handle away.
    on_taken: RefCell<Option<Box<dyn Fn()>>>,
    leaving: Rc<Leaving>,
}

impl IdbStore {
    /// Opens the database of a ward (its slug in the address), and makes it where there is none.
    pub async fn open(slug: &str) -> Result<Self, StoreFault> {
        Self::open_named(&format!("tsunagari-{slug}")).await
    }

    /// Opens a database by its whole name.
    pub async fn open_named(name: &str) -> Result<Self, StoreFault> {
        let inner = Rc::new(Inner {
            name: name.to_owned(),
            handle: RefCell::new(None),
            handles: Cell::new(0),
            gate: Gate::default(),
            own: RefCell::new(None),
            emptied: Cell::new(false),
            gone: RefCell::new(None),
            on_taken: RefCell::new(None),
            leaving: Leaving::watch(),
        });
        let store = Self { inner };
        store.attach().await?;
        let filled = store.clone();
        wasm_bindgen_futures::spawn_local(async move {
            timer::sleep(RESERVE_MS).await;
            filled.fill_reserve().await;
        });
        Ok(store)
    }

    /// Why this window's handle is gone, if it is.
    pub fn gone(&self) -> Option<StoreFault> {
        self.inner.gone.borrow().clone()
    }

    /// Whether what is written can be read back at all; some private windows take and forget.
    pub async fn keeps(&self) -> bool {
        let key = "probe".to_owned();
        let put = vec![StoreOp::Put(Table::Meta, key.clone(), vec![1])];
        let kept = self.commit(put, Durability::Relaxed).await;
        // One that is full keeps what it has.
        kept == Err(StoreFault::Full)
            || kept.is_ok()
                && self.get(Table::Meta, &key).await == Ok(Some(vec![1]))
                && self.commit(vec![StoreOp::Delete(Table::Meta, key)], Durability::Relaxed).await.is_ok()
    }

    /// The database's own name, by which it is told from a new one that came in its place.
    pub fn own_name(&self) -> Option<String> {
        self.inner.own.borrow().clone().flatten()
    }

    /// Calls the function when the system has taken the handle away, for the life of the page.
    pub fn on_taken(&self, call: impl Fn() + 'static) {
        *self.inner.on_taken.borrow_mut() = Some(Box::new(call));
    }

    async fn attach(&self) -> Result<Database, StoreFault> {
        let database = open(&self.inner.name).await?;
        let known = self.inner.own.borrow().clone();
        if let Some(known) = known {
            let own = own_name(&database).await?;
            if known != own {
                self.inner.emptied.set(true);
            }
            *self.inner.own.borrow_mut() = Some(own);
        }
        self.inner.handles.set(self.inner.handles.get() + 1);
        watch(Rc::clone(&self.inner), &database);
        *self.inner.handle.borrow_mut() = Some(database.clone());
        Ok(database)
    }

    /// The handle; opened anew, where the system has taken it away.
    async fn database(&self) -> Result<Database, StoreFault> {
        let held = || self.inner.handle.borrow().clone();
        let database = match held() {
            Some(database) => database,
            None => {
                let _inside = self.inner.gate.enter().await;
                match held() {
                    Some(database) => database,
                    None => self.reopen().await?,
                }
            }
        };
        if self.inner.emptied.get() { Err(StoreFault::Emptied) } else { Ok(database) }
    }

    /// Tried a few times: where that does not help, only loading the page once more does.
    async fn reopen(&self) -> Result<Database, StoreFault> {
        if let Some(fault) = self.gone() {
            return Err(fault);
        }
        for _ in 0..REOPEN_TIMES {
            if let Ok(database) = self.attach().await {
                return Ok(database);
            }
            timer::sleep(REOPEN_MS).await;
        }
        *self.inner.gone.borrow_mut() = Some(StoreFault::Lost);
        Err(StoreFault::Lost)
    }

    /// Runs a step, and lets go of it when the window is left: WebKit puts a window to sleep with its transactions open, and
    /// until it throws it away they bar the way of every other window. Should this one come back, the step is run once more.
    async fn with_handle<T>(
        &self,
        step: impl AsyncFn(Database) -> Result<T, StoreFault>,
    ) -> Result<T, StoreFault> {
        loop {
            if let Some(done) = self.inner.leaving.unless_left(self.on_living(&step)).await {
                return done;
            }
            timer::sleep(BACK_MS).await;
        }
    }

    /// Runs a step; where the handle turns out to be dead, once more on a new one.
    async fn on_living<T>(
        &self,
        step: &impl AsyncFn(Database) -> Result<T, StoreFault>,
    ) -> Result<T, StoreFault> {
        let database = self.database().await?;
        let handle = self.inner.handles.get();
        let first = step(database).await;
        if first.as_ref().err() != Some(&StoreFault::Lost) || self.gone().is_some() {
            return first;
        }
        if handle == self.inner.handles.get() {
            self.inner.handle.borrow_mut().take();
        }
        let again = step(self.database().await?).await;
        if again.as_ref().err() == Some(&StoreFault::Lost) {
            *self.inner.gone.borrow_mut() = Some(StoreFault::Lost);
        }
        again
    }

    async fn fill_reserve(&self) {
        let filled = async {
            let Ok(database) = self.database().await else { return };
            if !is_filled(&database).await.unwrap_or(false) {
                let _ = reserve(&database, true).await; // no room for it now: filled at a later start
            }
        };
        let _ = self.inner.leaving.unless_left(filled).await; // at a later start, too
    }

    /// Throws away what can be computed anew, and the reserve.
    async fn make_room(&self) -> Result<(), StoreFault> {
        self.with_handle(async |database| {
            reserve(&database, false).await?;
            let totals = vec![StoreOp::DeletePrefix(Table::Totals, String::new())];
            write(&database, &totals, Durability::Relaxed).await
        })
        .await
    }
}

impl Store for IdbStore {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, StoreFault> {
        let found = self.get_many(table, &[key.to_owned()]).await?;
        Ok(found.into_iter().next().flatten())
    }

    async fn get_many(&self, table: Table, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>, StoreFault> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        self.with_handle(async |database| {
            let transaction = read(&database, table)?;
            let rows = transaction.object_store(table.name()).map_err(fault)?;
            let mut asked = Vec::with_capacity(keys.len());
            for key in keys {
                asked.push(rows.get::<JsValue, _, _>(key.as_str()).primitive().map_err(fault)?);
            }
            let mut found = Vec::with_capacity(keys.len());
            for answer in asked {
                found.push(answer.await.map_err(fault)?.and_then(|value| row_bytes(&value)));
            }
            Ok(found)
        })
        .await
    }

    async fn scan(&self, table: Table, span: Span) -> Result<Vec<Row>, StoreFault> {
        if !span.possible() {
            return Ok(Vec::new());
        }
        self.with_handle(async |database| {
            let transaction = read(&database, table)?;
            let rows = transaction.object_store(table.name()).map_err(fault)?;
            if span.reverse { backwards(&rows, &span).await } else { forwards(&rows, &span).await }
        })
        .await
    }

    async fn scan_many(&self, asked: &[Stretch]) -> Result<Vec<Found>, StoreFault> {
        self.with_handle(async |database| {
            let mut names = names(asked.iter().map(|it| it.table));
            let unnamed = self.inner.own.borrow().is_none();
            if unnamed {
                names.push(RESERVE);
            }
            let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
            let transaction = database.transaction(names).build().map_err(fault)?;
            let name = if unnamed { Some(ask_name(&transaction)?) } else { None };
            let mut under_way = Vec::with_capacity(asked.len());
            for stretch in asked {
                let rows = transaction.object_store(stretch.table.name()).map_err(fault)?;
                let range = range(&Span::prefix(stretch.prefix))?;
                let values = stretch.values.then(|| all_values(&rows, range.clone(), None)).transpose()?;
                under_way.push((stretch.table, all_keys(&rows, range, None)?, values));
            }
            let mut found = Vec::new();
            for (table, keys, values) in under_way {
                let keys = keys.await.map_err(fault)?.collect::<Result<Vec<_>, _>>().map_err(fault)?;
                let rows = match values {
                    Some(values) => pair(keys, values.await.map_err(fault)?)?,
                    None => {
                        keys.iter().map(|key| (key.as_string().unwrap_or_default(), Vec::new())).collect()
                    }
                };
                found.extend(rows.into_iter().map(|(key, value)| (table, key, value)));
            }
            if let Some(name) = name {
                let name = name.await.map_err(fault)?.and_then(|name| name.as_string());
                *self.inner.own.borrow_mut() = Some(name);
            }
            Ok(found)
        })
        .await
    }

    async fn commit(&self, batch: Vec<StoreOp>, durability: Durability) -> Result<(), StoreFault> {
        if batch.is_empty() {
            return Ok(());
        }
        let first = self.with_handle(async |database| write(&database, &batch, durability).await).await;
        if first != Err(StoreFault::Full) {
            return first;
        }
        self.make_room().await?;
        self.with_handle(async |database| write(&database, &batch, durability).await).await
    }

    fn begin_anew(&self) {
        self.inner.emptied.set(false);
    }
}

async fn open(name: &str) -> Result<Database, StoreFault> {
    let blocked = Rc::new(Cell::new(false));
    let told = Rc::clone(&blocked);
    let request = Database::open(name)
        .with_version(VERSION)
        .with_on_blocked(move |_| {
            told.set(true);
            Ok(())
        })
        .with_on_upgrade_needed(|_, database| {
            let there: Vec<String> = database.object_store_names().collect();
            for table in Table::ALL.map(Table::name).into_iter().chain([RESERVE]) {
                if !there.iter().any(|name| name == table) {
                    let rows = database.create_object_store(table).build()?;
                    if table == RESERVE {
                        let name = JsValue::from(random::uuid().to_string());
                        rows.put(name).with_key(NAME).without_key_type().primitive()?;
                    }
                }
            }
            Ok(())
        })
        .build()
        .map_err(no_store)?;
    match timer::within(OPEN_MS, request).await {
        Some(opened) => opened.map_err(no_store),
        None if blocked.get() => Err(StoreFault::Blocked),
        None => {
            poke();
            Err(StoreFault::Stuck)
        }
    }
}

/// Asking for the list wakes a sleeping IndexedDB in some Safaris; the answer is of no interest.
fn poke() {
    let Some(factory) = web_sys::window().and_then(|window| window.indexed_db().ok().flatten()) else {
        return;
    };
    let Ok(list) = js_sys::Reflect::get(&factory, &"databases".into()) else { return };
    if let Some(list) = list.dyn_ref::<js_sys::Function>() {
        let _ = list.call0(&factory);
    }
}

/// Lets go of the database when another window must change or delete it, and tells when the system takes it away.
fn watch(inner: Rc<Inner>, database: &Database) {
    let Ok(mut changes) = database.version_changes() else { return };
    let (database, handle) = (database.clone(), inner.handles.get());
    wasm_bindgen_futures::spawn_local(async move {
        let change = changes.recv().await;
        let newer = change.as_ref().is_some_and(|change| change.new_version().is_some());
        if newer {
            *inner.gone.borrow_mut() = Some(StoreFault::Newer);
        }
        if change.is_some() {
            database.close();
        }
        if handle == inner.handles.get() {
            inner.handle.borrow_mut().take();
        }
        if !newer && let Some(call) = &*inner.on_taken.borrow() {
            call();
        }
    });
}

/// Which database it is; one of an early build has no name.
async fn own_name(database: &Database) -> Result<Option<String>, StoreFault> {
    let transaction = database.transaction(RESERVE).build().map_err(fault)?;
    let name = ask_name(&transaction)?.await.map_err(fault)?;
    Ok(name.and_then(|name| name.as_string()))
}

type One = indexed_db_futures::future::BasicRequest<Option<JsValue>>;

fn ask_name(transaction: &Transaction<'_>) -> Result<One, StoreFault> {
    let rows = transaction.object_store(RESERVE).map_err(fault)?;
    rows.get::<JsValue, _, _>(NAME).primitive().map_err(fault)
}

async fn forwards(rows: &ObjectStore<'_>, span: &Span) -> Result<Vec<Row>, StoreFault> {
    let range = range(span)?;
    let keys = all_keys(rows, range.clone(), span.limit)?;
    let values = all_values(rows, range, span.limit)?;
    let keys = keys.await.map_err(fault)?;
    pair(keys.collect::<Result<Vec<_>, _>>().map_err(fault)?, values.await.map_err(fault)?)
}

/// `getAll` knows no direction, and a cursor costs a turn per row: the keys alone say where the last rows begin.
async fn backwards(rows: &ObjectStore<'_>, span: &Span) -> Result<Vec<Row>, StoreFault> {
    let Some(limit) = span.limit else {
        let mut found = forwards(rows, span).await?;
        found.reverse();
        return Ok(found);
    };
    let keys = all_keys(rows, range(span)?, None)?.await.map_err(fault)?;
    let mut keys = keys.collect::<Result<Vec<_>, _>>().map_err(fault)?;
    let keys = keys.split_off(keys.len().saturating_sub(limit as usize));
    let (Some(first), Some(last)) = (keys.first(), keys.last()) else { return Ok(Vec::new()) };
    let range = IdbKeyRange::bound(first, last).map_err(js_fault)?;
    let values = all_values(rows, range.into(), None)?.await.map_err(fault)?;
    let mut found = pair(keys, values)?;
    found.reverse();
    Ok(found)
}

type All = indexed_db_futures::future::GetAllPrimitiveRequest<JsValue>;

fn all_keys(rows: &ObjectStore<'_>, range: JsValue, limit: Option<u32>) -> Result<All, StoreFault> {
    let query = rows.get_all_keys::<JsValue>().with_query::<JsValue, _>(KeyRange::Only(range));
    query.with_limit(limit.unwrap_or(u32::MAX)).primitive().map_err(fault)
}

fn all_values(rows: &ObjectStore<'_>, range: JsValue, limit: Option<u32>) -> Result<All, StoreFault> {
    let query = rows.get_all::<JsValue>().with_query::<JsValue, _>(KeyRange::Only(range));
    query.with_limit(limit.unwrap_or(u32::MAX)).primitive().map_err(fault)
}

fn pair(
    keys: Vec<JsValue>,
    values: impl Iterator<Item = Result<JsValue, Error>>,
) -> Result<Vec<Row>, StoreFault> {
    let mut rows = Vec::with_capacity(keys.len());
    for (key, value) in keys.into_iter().zip(values) {
        rows.push((
            key.as_string().unwrap_or_default(),
            row_bytes(&value.map_err(fault)?).unwrap_or_default(),
        ));
    }
    Ok(rows)
}

fn range(span: &Span) -> Result<JsValue, StoreFault> {
    let from = JsValue::from(span.from.as_str());
    let range = match &span.to {
        Some(to) => {
            IdbKeyRange::bound_with_lower_open_and_upper_open(&from, &to.as_str().into(), false, true)
        }
        None => IdbKeyRange::lower_bound(&from),
    };
    range.map(JsValue::from).map_err(js_fault)
}

fn read(database: &Database, table: Table) -> Result<Transaction<'_>, StoreFault> {
    database.transaction(table.name()).build().map_err(fault)
}

/// One short transaction: everything was gathered before it opens, and nothing but itself is waited for inside.
async fn write(database: &Database, ops: &[StoreOp], durability: Durability) -> Result<(), StoreFault> {
    let names = names(ops.iter().map(table_of));
    let batch = Batch::begin(database, &names, durability).map_err(js_fault)?;
    for name in names {
        let rows = batch.table(name).map_err(js_fault)?;
        let own = || ops.iter().filter(|op| table_of(op).name() == name);
        if delete_range(&rows, own().map(deleted).collect()).await.map_err(js_fault)? {
            continue;
        }
        for op in own() {
            ask(&rows, op)?;
        }
    }
    settle(batch).await
}

/// The names of tables, each once.
fn names(of: impl Iterator<Item = Table>) -> Vec<&'static str> {
    let mut names: Vec<&str> = of.map(Table::name).collect();
    sort_by(&mut names, &Ord::cmp);
    names.dedup();
    names
}

const fn deleted(op: &StoreOp) -> Option<&str> {
    match op {
        StoreOp::Delete(_, key) => Some(key.as_str()),
        StoreOp::Put(..) | StoreOp::DeletePrefix(..) => None,
    }
}

/// Where a table's part of a batch only deletes many rows, those of `keys`, and the table holds no others between them:
/// deletes them as one range, and says so. Each by itself costs as much as one that is written, and the range as much as one.
/// It is looked at within the transaction, since another window may have put a row between them.
async fn delete_range(rows: &IdbObjectStore, keys: Option<Vec<&str>>) -> Result<bool, JsValue> {
    let Some(mut keys) = keys.filter(|keys| keys.len() >= RANGE_ROWS) else { return Ok(false) };
    sort_by(&mut keys, &Ord::cmp);
    let [first, .., last] = *keys else { return Ok(false) };
    let range = IdbKeyRange::bound(&first.into(), &last.into())?;
    let asked = rows.get_all_keys_with_key_and_limit(&range, u32::MAX)?;
    let done = Promise::new(&mut |success, error| {
        asked.set_onsuccess(Some(&success));
        asked.set_onerror(Some(&error));
    });
    JsFuture::from(done).await?;
    let found: Array = asked.result()?.unchecked_into();
    let alone = found.iter().eq(keys);
    if alone {
        rows.delete(&range)?;
    }
    Ok(alone)
}

fn ask(rows: &IdbObjectStore, op: &StoreOp) -> Result<(), StoreFault> {
    let asked = match op {
        StoreOp::Put(_, key, value) => {
            bytes::lent(value, |value| rows.put_with_key(value, &key.as_str().into()))
        }
        StoreOp::Delete(_, key) => rows.delete(&key.as_str().into()),
        StoreOp::DeletePrefix(_, prefix) if prefix.is_empty() => rows.clear(),
        StoreOp::DeletePrefix(_, prefix) => rows.delete(&range(&Span::prefix(prefix))?),
    };
    asked.map(drop).map_err(js_fault)
}

async fn settle(batch: Batch) -> Result<(), StoreFault> {
    batch.end().await.map_err(|error| error.map_or(StoreFault::Lost, fault))
}

async fn is_filled(database: &Database) -> Result<bool, StoreFault> {
    let transaction = database.transaction(RESERVE).build().map_err(fault)?;
    let rows = transaction.object_store(RESERVE).map_err(fault)?;
    let keys = all_keys(&rows, range(&Span::prefix(RESERVE))?, Some(1))?.await.map_err(fault)?;
    Ok(keys.count() > 0)
}

async fn reserve(database: &Database, full: bool) -> Result<(), StoreFault> {
    let batch = Batch::begin(database, &[RESERVE], Durability::Relaxed).map_err(js_fault)?;
    let rows = batch.table(RESERVE).map_err(js_fault)?;
    let asked = if full {
        rows.put_with_key(&Uint8Array::new_with_length(RESERVE_BYTES), &RESERVE.into())
    } else {
        rows.delete(&RESERVE.into())
    };
    asked.map_err(js_fault)?;
    settle(batch).await
}

const fn table_of(op: &StoreOp) -> Table {
    match op {
        StoreOp::Put(table, ..) | StoreOp::Delete(table, _) | StoreOp::DeletePrefix(table, _) => *table,
    }
}

fn row_bytes(value: &JsValue) -> Option<Vec<u8>> {
    value.dyn_ref::<Uint8Array>().map(bytes::taken)
}

fn no_store(error: OpenDbError) -> StoreFault {
    match error {
        OpenDbError::UnsupportedEnvironment | OpenDbError::NullFactory => StoreFault::Absent,
        OpenDbError::Base(error) => match fault(error) {
            // In private windows of some engines the database is there and refuses to open.
            StoreFault::Lost => StoreFault::Absent,
            other => other,
        },
        OpenDbError::VersionZero => StoreFault::Other("version 0".to_owned()),
    }
}

fn fault(error: Error) -> StoreFault {
    match error {
        Error::DomException(exception) => dom_fault(exception),
        Error::Unknown(error) => StoreFault::Other(error.to_string()),
        Error::Serialisation(_) | Error::MissingData(_) => StoreFault::Other("not a value".to_owned()),
    }
}

fn js_fault(error: JsValue) -> StoreFault {
    fault(Error::from(error))
}

fn dom_fault(exception: DomException) -> StoreFault {
    let exception: web_sys::DomException = exception.into();
    match exception.name().as_str() {
        "QuotaExceededError" => StoreFault::Full,
        "VersionError" => StoreFault::Newer,
        "InvalidStateError" | "TransactionInactiveError" | "AbortError" => StoreFault::Lost,
        "SecurityError" => StoreFault::Absent,
        // WebKit after its storage process died.
        "UnknownError" if exception.message().contains("Connection to Indexed Database server lost") => {
            StoreFault::Lost
        }
        "UnknownError" if exception.message().contains("No space") => StoreFault::Full,
        name => StoreFault::Other(format!("{name}: {}", exception.message())),
    }
}
