//! What the server's storage promises, in words and as a trait; no rule of the domain, no HTTP.
//!
//! 1. **All or nothing.** What one [`Storage::write`] does is in the storage whole, or not at all.
//! 2. **After the answer it stays.** `write` answers after the commit is on the disk; a crash at any moment keeps every
//!    write that was answered.
//! 3. **One after the other.** Writes of a ward never overlap: a counter read in a write is still so when it commits.
//! 4. **A reader sees one moment.** All that one [`Storage::read`] reads is of the same committed state, never half of a
//!    write, and readers do not wait for the writer.
//! 5. **Wards do not mix.** Everything but the list of wards and the epochs is asked for by its ward.
//! 6. **One that fails harms nobody.** A write that errs or panics leaves no trace, and those committed with it stand.

mod columns;
mod fault;
mod job;
mod layout;
pub mod memory;
pub mod postgres;
mod row;
pub mod sqlite;

#[cfg(test)]
pub(crate) mod empty;
#[cfg(test)]
mod suite;

use std::pin::Pin;
use std::time::Duration;

use thiserror::Error;
use tokio::sync::oneshot;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::id::{ChangeId, DeviceId, EpochId, OrgId, RecordId};
use tsunagari_core::merge::Stored;
use tsunagari_core::record::{Class, Kind, Record, Scope, Version};
use tsunagari_core::sorted::{SortedMap, SortedSet};
use tsunagari_core::sync::wire::CellHead;

pub use row::{Device, Found, Invite, KeptChange, Org, Past, SignedIn, Sought, Tries, Written};

use crate::secret::Hash;
use job::{Asked, Doing, Job};

/// Writes that wait for the writer; more are told to come again.
pub const WAITING_WRITES: usize = 1024;
/// How far back a change's ancestors are followed.
pub const LINEAGE_STEPS: u32 = 1000;

/// The storage could not do it; nothing was written. Only where [`Fault::Lost`] comes of a commit it may have been: a
/// repeat of the request finds out.
#[derive(Debug, Clone, Error)]
pub enum Fault {
    /// The database said no.
    #[error("database: {0}")]
    Database(String),
    /// The database went away, or another had to go first; it may be asked again.
    #[error("database: {0}")]
    Lost(String),
    /// What is stored cannot be read.
    #[error("stored {0} cannot be read")]
    Unreadable(&'static str),
    /// Too many wait, or the writer has stopped.
    #[error("the writer does not take any more")]
    Busy,
    /// A write panicked and was undone, or work beside the requests did.
    #[error("a write, or work beside the requests, panicked")]
    Panicked,
    /// A request cannot be carried out for a reason that its caller knows.
    #[error("refused: {0}")]
    Not(&'static str),
}

/// What an operation of [`Tx`] gives.
pub type Asking<'a, T> = Pin<Box<dyn Future<Output = Result<T, Fault>> + Send + 'a>>;
/// What a write or read does inside its transaction.
pub type Work<T> = Box<dyn for<'a> FnOnce(&'a mut dyn Tx) -> Asking<'a, T> + Send>;

/// One of the storages.
#[derive(Debug, Clone)]
pub enum Storage {
    /// A file on this machine.
    Sqlite(sqlite::Sqlite),
    /// A database that several servers share.
    Postgres(postgres::Postgres),
    /// Gone with the process; for tests.
    Memory(memory::Memory),
}

impl Storage {
    /// Does `work` in a transaction that writes, in any ward and in the epochs; answers after the commit. It waits for
    /// every ward's writers: what a person waits for is [`Storage::write_in`]. It is cloned where the transaction may be
    /// lost on its way and must be begun anew.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl for<'a> FnOnce(&'a mut dyn Tx) -> Asking<'a, T> + Clone + Send + 'static,
    ) -> Result<T, Fault> {
        self.put(None, Box::new(work)).await
    }

    /// The same in one ward alone, whose rows it may write; it waits for that ward's writers.
    pub async fn write_in<T: Send + 'static>(
        &self,
        org: OrgId,
        work: impl for<'a> FnOnce(&'a mut dyn Tx) -> Asking<'a, T> + Clone + Send + 'static,
    ) -> Result<T, Fault> {
        self.put(Some(org), Box::new(work)).await
    }

    async fn put<T: Send + 'static>(
        &self,
        whose: Option<OrgId>,
        work: Box<dyn Doing<T>>,
    ) -> Result<T, Fault> {
        let (reply, answer) = oneshot::channel();
        let job: Box<dyn Job> = Box::new(Asked::new(work, reply));
        match self {
            Self::Sqlite(sqlite) => sqlite.enqueue(job)?,
            Self::Postgres(postgres) => postgres.enqueue(whose, job)?,
            Self::Memory(memory) => memory.run(job).await,
        }
        answer.await.map_err(|_| Fault::Busy)?
    }

    /// Does `work` on one moment's state. Whatever it writes is an error or lost.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl for<'a> FnOnce(&'a mut dyn Tx) -> Asking<'a, T> + Send + 'static,
    ) -> Result<T, Fault> {
        match self {
            Self::Sqlite(sqlite) => sqlite.read(Box::new(work)).await,
            Self::Postgres(postgres) => postgres.read(Box::new(work)).await,
            Self::Memory(memory) => memory.read(Box::new(work)).await,
        }
    }

    /// [`Tx::signed_in`] by itself, which every request asks first: one statement sees one moment without a transaction.
    pub async fn signed_in(
        &self,
        org: OrgId,
        hash: Hash,
        along: Option<RecordId>,
    ) -> Result<Option<SignedIn>, Fault> {
        match self {
            Self::Sqlite(sqlite) => sqlite.ask(Box::new(move |tx| tx.signed_in(org, hash, along))).await,
            Self::Postgres(postgres) => postgres.signed_in(org, hash, along).await,
            Self::Memory(memory) => memory.read(Box::new(move |tx| tx.signed_in(org, hash, along))).await,
        }
    }

    /// Whether this server is the one that does `what` for a ward; if so, no other is for so long. A storage that one
    /// process has for itself always says yes.
    pub async fn turn(&self, org: OrgId, what: &'static str, time: Duration) -> Result<bool, Fault> {
        match self {
            Self::Postgres(postgres) => postgres.turn(org, what, time.as_secs_f64()).await,
            Self::Sqlite(_) | Self::Memory(_) => Ok(true),
        }
    }

    /// Whether this server's key is that of the others on its storage, by a mark of it.
    pub async fn same_pepper(&self, mark: Hash) -> Result<bool, Fault> {
        match self {
            Self::Postgres(postgres) => postgres.same_pepper(mark).await,
            Self::Sqlite(_) | Self::Memory(_) => Ok(true),
        }
    }

    /// Takes what is no longer in any row out of the files too.
    pub async fn scrub(&self) -> Result<(), Fault> {
        match self {
            Self::Sqlite(sqlite) => sqlite.scrub().await,
            Self::Postgres(postgres) => postgres.scrub().await,
            Self::Memory(_) => Ok(()),
        }
    }

    /// Finishes what was begun and closes; later writes are told [`Fault::Busy`].
    pub async fn close(&self) {
        match self {
            Self::Sqlite(sqlite) => sqlite.close().await,
            Self::Postgres(postgres) => postgres.close().await,
            Self::Memory(_) => {}
        }
    }
}

/// The operations inside a transaction: rows in and out, nothing decided.
pub trait Tx: Send {
    /// All wards, by slug.
    fn orgs(&mut self) -> Asking<'_, Vec<Org>>;
    /// Adds a ward.
    fn add_org<'a>(&'a mut self, org: &'a Org, at: WallTime) -> Asking<'a, ()>;

    /// The scope's counter; 0 where nothing was ever written.
    fn version(&mut self, org: OrgId, scope: Scope) -> Asking<'_, Version>;
    /// Sets it.
    fn set_version(&mut self, org: OrgId, scope: Scope, version: Version) -> Asking<'_, ()> {
        Box::pin(async move {
            let versions = vec![(scope, version)];
            self.put_all(org, &Written { versions, ..Written::default() }).await
        })
    }
    /// All counters of a ward.
    fn versions(&mut self, org: OrgId) -> Asking<'_, SortedMap<Scope, Version>>;

    /// A record with its stamps.
    fn record(&mut self, org: OrgId, id: RecordId) -> Asking<'_, Option<Stored>>;
    /// Those of some records that are there.
    fn records<'a>(
        &'a mut self,
        org: OrgId,
        ids: &'a SortedSet<RecordId>,
    ) -> Asking<'a, SortedMap<RecordId, Stored>>;
    /// Writes a record over any that is there.
    fn put_record<'a>(&'a mut self, org: OrgId, stored: &'a Stored) -> Asking<'a, ()> {
        Box::pin(async move {
            let records = vec![stored];
            self.put_all(org, &Written { records, ..Written::default() }).await
        })
    }
    /// Records of a scope after a version, by version, at most `count` and `bytes` (the one that passes `bytes` is the
    /// last); and whether there are more.
    fn feed(
        &mut self,
        org: OrgId,
        scope: Scope,
        after: Version,
        count: usize,
        bytes: usize,
    ) -> Asking<'_, (Vec<Record>, bool)>;
    /// Records of a kind, by birth; of one scope or of all.
    fn of_kind(&mut self, org: OrgId, kind: Kind, scope: Option<Scope>) -> Asking<'_, Vec<Record>>;
    /// Records of a scope and class born at `from` or later, by birth.
    fn born_from(
        &mut self,
        org: OrgId,
        scope: Scope,
        class: Class,
        from: Version,
        count: usize,
    ) -> Asking<'_, Vec<Record>>;
    /// The least version after `since` among records of a scope and class born from `from` to `to`.
    fn changed_in(
        &mut self,
        org: OrgId,
        scope: Scope,
        class: Class,
        born: (Version, Version),
        since: Version,
    ) -> Asking<'_, Option<Version>>;

    /// The heads of a scope's cells of one class, by index.
    fn cells(&mut self, org: OrgId, scope: Scope, class: Class) -> Asking<'_, Vec<CellHead>>;
    /// A cell's bytes.
    fn cell(&mut self, org: OrgId, scope: Scope, class: Class, index: u32) -> Asking<'_, Option<Vec<u8>>>;
    /// Keeps a cell, over any that is there.
    fn put_cell<'a>(
        &'a mut self,
        org: OrgId,
        scope: Scope,
        head: &'a CellHead,
        bytes: &'a [u8],
    ) -> Asking<'a, ()>;

    /// The present epoch, and what is there of what is sought, at once.
    fn look_up<'a>(&'a mut self, org: OrgId, sought: &'a Sought) -> Asking<'a, Found>;
    /// Writes changes that are about to be answered, and records and counters over any that are there, at once. No record
    /// comes twice.
    fn put_all<'a>(&'a mut self, org: OrgId, written: &'a Written<'a>) -> Asking<'a, ()>;

    /// Leaves nothing of the bytes of a record's changes; that they were answered, and how, stays.
    fn forget(&mut self, org: OrgId, record: RecordId) -> Asking<'_, ()>;
    /// A change of the record and its ancestors by `after`, at most `steps`, itself included.
    fn lineage(
        &mut self,
        org: OrgId,
        record: RecordId,
        from: ChangeId,
        steps: u32,
    ) -> Asking<'_, SortedSet<ChangeId>>;
    /// What was done to a record, first things first; refused changes are not of it.
    fn history(&mut self, org: OrgId, record: RecordId) -> Asking<'_, Vec<Past>>;

    /// The present epoch.
    fn epoch(&mut self) -> Asking<'_, EpochId>;
    /// All epochs in order, each with the scope's version when it began.
    fn epochs(&mut self, org: OrgId, scope: Scope) -> Asking<'_, Vec<(EpochId, Version)>>;
    /// Begins an epoch: every scope's counter becomes its fork.
    fn begin_epoch(&mut self, epoch: EpochId, at: WallTime) -> Asking<'_, ()>;

    /// A device.
    fn device(&mut self, org: OrgId, id: DeviceId) -> Asking<'_, Option<Device>>;
    /// The device that holds a key.
    fn device_with_key(&mut self, org: OrgId, key: Hash) -> Asking<'_, Option<Device>>;
    /// All devices, by the time they joined.
    fn devices(&mut self, org: OrgId) -> Asking<'_, Vec<Device>>;
    /// Writes a device over any that is there.
    fn put_device<'a>(&'a mut self, org: OrgId, device: &'a Device) -> Asking<'a, ()>;
    /// The device of a session, with what that session is told by, and with another record: one statement.
    fn signed_in(&mut self, org: OrgId, hash: Hash, along: Option<RecordId>) -> Asking<'_, Option<SignedIn>>;
    /// Opens a session.
    fn put_session(&mut self, org: OrgId, hash: Hash, device: DeviceId, at: WallTime) -> Asking<'_, ()>;

    /// The invite of a link.
    fn invite_with_secret(&mut self, org: OrgId, hash: Hash) -> Asking<'_, Option<Invite>>;
    /// The invites of a number; more than one only by the rarest chance.
    fn invites_with_number(&mut self, org: OrgId, hash: Hash) -> Asking<'_, Vec<Invite>>;
    /// Invites that end after a moment, by the time they were made.
    fn invites(&mut self, org: OrgId, after: WallTime) -> Asking<'_, Vec<Invite>>;
    /// Writes an invite over any that is there.
    fn put_invite<'a>(&'a mut self, org: OrgId, invite: &'a Invite) -> Asking<'a, ()>;
    /// Wrong numbers of the hour.
    fn tries(&mut self, org: OrgId) -> Asking<'_, Tries>;
    /// Writes them.
    fn put_tries(&mut self, org: OrgId, tries: Tries) -> Asking<'_, ()>;
    /// Adds a line to the audit.
    fn audit<'a>(
        &'a mut self,
        org: OrgId,
        at: WallTime,
        device: Option<DeviceId>,
        act: &'static str,
        about: &'a str,
    ) -> Asking<'a, ()>;
}
