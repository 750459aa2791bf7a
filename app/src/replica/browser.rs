//! The browser as the replica's world: store, network and host put together; no rule.

use std::pin::Pin;
use std::rc::Rc;

use tsunagari_core::calendar::WallTime;
use tsunagari_core::device::tables::{Durability, StoreOp, Table};
use uuid::Uuid;

use super::host::{Host, Task};
use crate::net::{Fetch, Net, Raw};
use crate::platform::tabs::{Line, Turn, take_turn};
use crate::platform::timer::Alarm;
use crate::platform::{clock, compress, notebook, random};
use crate::store::{Found, Row, Span, Store, StoreFault, Stretch};

/// Where the rows are: on the phone, or in memory for practice. Behind a pointer, so that the engine is written out
/// for one store, and the memory comes with the pages that practise.
#[derive(Clone)]
pub struct Depot(Rc<dyn Rows>);

impl Depot {
    /// Over a store.
    pub fn new(store: impl Store) -> Self {
        Self(Rc::new(store))
    }
}

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreFault>> + 'a>>;

/// A [`Store`] of whatever kind.
trait Rows {
    fn get<'a>(&'a self, table: Table, key: &'a str) -> Answer<'a, Option<Vec<u8>>>;
    fn get_many<'a>(&'a self, table: Table, keys: &'a [String]) -> Answer<'a, Vec<Option<Vec<u8>>>>;
    fn scan(&self, table: Table, span: Span) -> Answer<'_, Vec<Row>>;
    fn scan_many<'a>(&'a self, asked: &'a [Stretch]) -> Answer<'a, Vec<Found>>;
    fn commit(&self, batch: Vec<StoreOp>, durability: Durability) -> Answer<'_, ()>;
    fn begin_anew(&self);
}

impl<S: Store> Rows for S {
    fn get<'a>(&'a self, table: Table, key: &'a str) -> Answer<'a, Option<Vec<u8>>> {
        Box::pin(Store::get(self, table, key))
    }

    fn get_many<'a>(&'a self, table: Table, keys: &'a [String]) -> Answer<'a, Vec<Option<Vec<u8>>>> {
        Box::pin(Store::get_many(self, table, keys))
    }

    fn scan(&self, table: Table, span: Span) -> Answer<'_, Vec<Row>> {
        Box::pin(Store::scan(self, table, span))
    }

    fn scan_many<'a>(&'a self, asked: &'a [Stretch]) -> Answer<'a, Vec<Found>> {
        Box::pin(Store::scan_many(self, asked))
    }

    fn commit(&self, batch: Vec<StoreOp>, durability: Durability) -> Answer<'_, ()> {
        Box::pin(Store::commit(self, batch, durability))
    }

    fn begin_anew(&self) {
        Store::begin_anew(self);
    }
}

impl Store for Depot {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, StoreFault> {
        self.0.get(table, key).await
    }

    async fn get_many(&self, table: Table, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>, StoreFault> {
        self.0.get_many(table, keys).await
    }

    async fn scan(&self, table: Table, span: Span) -> Result<Vec<Row>, StoreFault> {
        self.0.scan(table, span).await
    }

    async fn scan_many(&self, asked: &[Stretch]) -> Result<Vec<Found>, StoreFault> {
        self.0.scan_many(asked).await
    }

    async fn commit(&self, batch: Vec<StoreOp>, durability: Durability) -> Result<(), StoreFault> {
        self.0.commit(batch, durability).await
    }

    fn begin_anew(&self) {
        self.0.begin_anew();
    }
}

/// The way to the server, or none for practice.
#[derive(Debug, Clone, Copy)]
pub enum Way {
    /// By fetch.
    Out(Fetch),
    /// Nowhere: nothing of a practice leaves the phone.
    Nowhere,
}

impl Net for Way {
    async fn post(&self, path: &str, body: String) -> Option<Raw> {
        match self {
            Self::Out(fetch) => fetch.post(path, body).await,
            Self::Nowhere => None,
        }
    }

    async fn get(&self, path: &str) -> Option<Raw> {
        match self {
            Self::Out(fetch) => fetch.get(path).await,
            Self::Nowhere => None,
        }
    }
}

/// The rest of the browser.
#[derive(Clone)]
pub struct Browser {
    name: String,
    line: Line,
    alarm: Alarm,
    /// Whether it may note anything outside the store.
    notes: bool,
}

/// The word on the line: rows were written.
pub const WRITTEN: &str = "written";

impl Browser {
    /// For the database of that name.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), line: Line::open(name), alarm: Alarm::default(), notes: true }
    }

    /// For practice: it leaves nothing in the notebook, and finds nothing there.
    pub fn practice() -> Self {
        Self { notes: false, ..Self::new("tsunagari-practice") }
    }

    /// The line to the other windows.
    pub const fn line(&self) -> &Line {
        &self.line
    }
}

impl Host for Browser {
    type Turn = Turn;

    fn now(&self) -> WallTime {
        clock::now()
    }

    fn uuid(&self) -> Uuid {
        random::uuid()
    }

    fn spawn(&self, task: Task) {
        wasm_bindgen_futures::spawn_local(task);
    }

    fn wake(&self, millis: i64, task: Task) {
        let millis = i32::try_from(millis).unwrap_or(i32::MAX);
        self.alarm.set(millis, move || wasm_bindgen_futures::spawn_local(task));
    }

    async fn pack(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        compress::gzip(bytes).await
    }

    async fn unpack(&self, packed: &[Vec<u8>]) -> Vec<Option<Vec<u8>>> {
        compress::gunzip(packed).await
    }

    async fn take_turn(&self) -> Option<Turn> {
        take_turn(&self.name).await
    }

    fn say_written(&self) {
        self.line.say(WRITTEN);
    }

    fn note(&self, name: &str, text: Option<&str>) {
        match text {
            _ if !self.notes => {}
            Some(text) => _ = notebook::write(name, &text),
            None => notebook::forget(name),
        }
    }

    fn noted(&self, name: &str) -> Option<String> {
        if self.notes { notebook::read(name) } else { None }
    }
}
