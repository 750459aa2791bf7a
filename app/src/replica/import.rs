//! The import that staff have open, and the one that waits to be sent: the chosen file and every answer about it lie in the
//! device's store, so that nothing of it is lost with the page; one at a time.
//!
//! It is no change of the queue: the server takes a whole file in one transaction, and reads it anew on the plan as it is
//! then. Until its answer is here, the file stays.

use std::cell::Cell;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use tsunagari_core::base64;
use tsunagari_core::device::tables::{Durability, StoreOp, Table};
use tsunagari_core::from_json;
use tsunagari_core::id::PlanId;
use tsunagari_core::import::report::{Decided, Done, Request, Told};
use tsunagari_core::json;
use tsunagari_core::org::Role;
use tsunagari_core::record::{Kind, Record};
use tsunagari_core::sync::machine::Event;

use super::{Real, Replica};
use crate::net::{self, Net as _};
use crate::platform::aside::{self, Program};
use crate::platform::{file, online, timer};
use crate::store::StoreFault;

/// The names of its two rows among the person's drafts.
const KEPT: &str = "import";
const FILE: &str = "import.file";
/// What files the dialogue offers.
const ACCEPT: &str = ".xlsx,.csv,.tsv,.txt,.toml,text/csv,text/plain";
/// Sending is tried again after so many milliseconds, while it waits and the app is open.
const AGAIN_MS: i32 = 30_000;

/// An import that is open or waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// The plan that it goes into.
    pub plan: PlanId,
    /// The file's name, or none of what was pasted.
    pub name: Option<String>,
    /// What was decided.
    pub decided: Decided,
    /// Whether it is decided as a whole and waits to be sent.
    pub waits: bool,
    /// Why the server did not take it, in its words.
    pub refused: Option<String>,
}

from_json! { Kept { plan, name or None, decided, waits or false, refused or None } }

/// What became of the last one that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// The plan.
    pub plan: PlanId,
    /// Records written.
    pub written: usize,
}

/// What the pages read of it.
#[derive(Clone)]
pub struct Importing {
    /// The import that is here.
    pub kept: ArcRwSignal<Option<Kept>>,
    /// What became of the last.
    pub taken: ArcRwSignal<Option<Taken>>,
    /// Whether it is on its way.
    pub sending: ArcRwSignal<bool>,
    /// Goes up when another file is here.
    pub file: ArcRwSignal<u32>,
}

thread_local! {
    /// For the life of the page: an import outlives the screen that it was begun on.
    static HERE: Importing = Importing {
        kept: ArcRwSignal::new(None),
        taken: ArcRwSignal::new(None),
        sending: ArcRwSignal::new(false),
        file: ArcRwSignal::new(0),
    };
    static WATCHED: Cell<bool> = const { Cell::new(false) };
}

impl Importing {
    /// The one of this page.
    pub fn here() -> Self {
        HERE.with(Clone::clone)
    }
}

/// A file could not be taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaken {
    /// It is over the limit.
    Large,
    /// The store could not keep it.
    Store,
}

impl Replica {
    /// Looks after the import for the life of the page: reads what was kept, sends what waits.
    pub fn look_after_import(self) {
        let board = self.board;
        Effect::new(move |_| {
            let staff =
                board.session.with(|session| session.as_ref().is_some_and(|own| own.role >= Role::Staff));
            board.practice.track();
            if board.ready.get() && staff {
                spawn_local(async move {
                    self.read_import().await;
                    self.send_import().await;
                });
                if !WATCHED.replace(true) {
                    online::on_hint(move || spawn_local(self.send_import()));
                    std::mem::forget(timer::Every::new(AGAIN_MS, move || spawn_local(self.send_import())));
                }
            }
        });
    }

    /// Lets the person choose a file for a plan; false where they chose none.
    pub async fn choose_import(self, plan: PlanId) -> Result<bool, NotTaken> {
        let Some((name, bytes)) = file::choose_named(ACCEPT).await else { return Ok(false) };
        self.open_import(plan, Some(name), &bytes.ok_or(NotTaken::Large)?).await.map(|()| true)
    }

    /// Takes up a file for a plan. It is durable when this answers `Ok`.
    pub async fn open_import(self, plan: PlanId, name: Option<String>, bytes: &[u8]) -> Result<(), NotTaken> {
        if bytes.len() > tsunagari_core::import::FILE_BYTES {
            return Err(NotTaken::Large);
        }
        let kept = Kept { plan, name, decided: Decided::default(), waits: false, refused: None };
        self.put(&kept, Some(bytes)).await.map_err(|_| NotTaken::Store)?;
        let here = Importing::here();
        here.taken.set(None);
        here.kept.set(Some(kept));
        here.file.update(|file| *file += 1);
        Ok(())
    }

    /// Keeps another decision about it; false where the store did not take it.
    pub async fn decide_import(self, decide: Box<dyn FnOnce(&mut Kept)>) -> bool {
        let here = Importing::here();
        let Some(mut kept) = here.kept.get_untracked() else { return false };
        decide(&mut kept);
        // Shown at once, so that a second press builds on the first.
        here.kept.set(Some(kept.clone()));
        self.put(&kept, None).await.is_ok()
    }

    /// Gives it up.
    pub async fn drop_import(self) {
        if let Some(engine) = self.engine() {
            let gone = [KEPT, FILE].map(|row| StoreOp::Delete(Table::Draft, engine.draft_key(row)));
            let _ = engine.put_rows(gone.to_vec(), Durability::Strict).await; // a fault is on the board
        }
        Importing::here().kept.set(None);
    }

    /// What the import would do to the plan as this phone has it; none where the program cannot be had.
    pub async fn preview_import(self) -> Option<Told> {
        let kept = Importing::here().kept.get_untracked()?;
        let bytes = self.import_bytes().await?;
        let records = self.board.registry.with_untracked(|all| {
            let own = all.iter().filter(|record| belongs(record, kept.plan));
            net::text(&Asked { plan: kept.plan, records: own.collect(), decided: &kept.decided })
        });
        json::read(aside::ask(Program::Import, &bytes, &records).await?.as_bytes())
    }

    /// Sends the import that waits, where there is a way. Whatever is in between, it is sent again until the server answers.
    pub async fn send_import(self) {
        let here = Importing::here();
        let waits = here.kept.with_untracked(|kept| kept.as_ref().is_some_and(|kept| kept.waits));
        if !waits || here.sending.get_untracked() {
            return;
        }
        here.sending.set(true);
        self.send().await;
        here.sending.set(false);
    }

    async fn send(self) -> Option<()> {
        let here = Importing::here();
        let (engine, kept) = (self.engine()?, here.kept.get_untracked()?);
        let request =
            Request { file: base64::encode(&self.import_bytes().await?), decided: kept.decided.clone() };
        let path = format!("/api/v1/plans/{}/import", kept.plan);
        match net::answer::<Done>(engine.net().post(&path, net::text(&request)).await) {
            Ok(done) => {
                self.drop_import().await;
                here.taken.set(Some(Taken { plan: kept.plan, written: done.written }));
                engine.tell(Event::Asked);
            }
            // It said no for good: a person must look at it again.
            Err(no) if no.is_final() => {
                let why = no.problem.map(|problem| problem.title).unwrap_or_default();
                self.decide_import(Box::new(|kept| {
                    kept.waits = false;
                    kept.refused = Some(why);
                }))
                .await;
            }
            Err(_) => {}
        }
        Some(())
    }

    async fn read_import(self) {
        let kept = match self.engine() {
            Some(engine) => engine.draft::<Kept>(KEPT).await,
            None => None,
        };
        let here = Importing::here();
        if here.kept.get_untracked() != kept {
            here.kept.set(kept);
            here.file.update(|file| *file += 1);
        }
    }

    async fn import_bytes(self) -> Option<Vec<u8>> {
        let engine = self.engine()?;
        engine.row(Table::Draft, &engine.draft_key(FILE)).await.ok()?
    }

    async fn put(self, kept: &Kept, file: Option<&[u8]>) -> Result<(), StoreFault> {
        let engine: Real = self.engine().ok_or(StoreFault::Absent)?;
        let row = |name: &str, bytes: Vec<u8>| StoreOp::Put(Table::Draft, engine.draft_key(name), bytes);
        let mut batch = vec![row(KEPT, net::text(kept).into_bytes())];
        batch.extend(file.map(|bytes| row(FILE, bytes.to_vec())));
        engine.put_rows(batch, Durability::Strict).await
    }
}

/// What the program is asked (app/import/src/main.rs).
#[derive(Serialize)]
struct Asked<'a> {
    plan: PlanId,
    records: Vec<&'a Record>,
    decided: &'a Decided,
}

fn belongs(record: &Record, plan: PlanId) -> bool {
    // The ward's own record tells the slug that the ids of a plan's own file are made of.
    [Kind::Body, Kind::Org].contains(&record.kind)
        || record.id == plan.record()
        || record.link("plan") == Some(plan.record())
}
