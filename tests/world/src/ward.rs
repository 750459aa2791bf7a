//! The server of the simulated world: `core::sync::desk` over storage in memory, with backups, restores and sessions.

use std::ops::Bound::{Excluded, Included};
use std::sync::Arc;

use serde::Deserialize;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Act, CHANGE_BYTES, Change, OLDEST_PROTOCOL, Outcome, Refused};
use tsunagari_core::id::{ChangeId, DeviceId, EpochId, RecordId};
use tsunagari_core::merge::Stored;
use tsunagari_core::org::Session;
use tsunagari_core::planted::{self, Bug};
use tsunagari_core::record::{Class, REMOVED, Record, Scope, Version};
use tsunagari_core::sorted::{SortedMap, SortedSet};
use tsunagari_core::sync::cell;
use tsunagari_core::sync::desk::{Facts, PARENT, base_in_epoch, settle};
use tsunagari_core::sync::reply::{PROBLEM_TYPE, REVOKED};
use tsunagari_core::sync::wire::{
    ANSWER_TYPE, Answered, BUNDLE_TYPE, Bundle, CellHead, CellMark, Cursor, ENVELOPE, Feed, Problem,
    SyncAnswer, SyncRequest,
};

use super::chance::Chance;

/// A note that the server's desk cannot take: it fails with this status whenever it meets it.
pub const POISON: [(&str, u16); 3] = [("poison 400", 400), ("poison 413", 413), ("poison 500", 500)];

/// Records in a page, in a cell, and cells in a bundle: small, to meet every border often.
const PAGE: usize = 7;
const CELL: usize = 5;
const BUNDLE: usize = 2;

/// What one backup holds.
#[derive(Debug, Clone, Default)]
pub struct Books {
    /// Each epoch with the scopes' versions when it began.
    pub epochs: Vec<(EpochId, SortedMap<Scope, Version>)>,
    pub counters: SortedMap<Scope, Version>,
    pub records: SortedMap<RecordId, Stored>,
    pub by_version: SortedMap<(Scope, Version), RecordId>,
    pub taken: SortedMap<ChangeId, Taken>,
    /// Every effect in order, for replaying.
    pub log: Vec<Effect>,
    cells: SortedMap<(Scope, Class, u32), Arc<Prebuilt>>,
}

/// A cell as it was when somebody built it.
#[derive(Debug)]
struct Prebuilt {
    head: CellHead,
    bytes: Vec<u8>,
}

/// A change that was answered.
#[derive(Debug, Clone)]
pub struct Taken {
    pub bytes: String,
    pub outcome: Outcome,
    pub after: Option<ChangeId>,
    /// How many were answered before it.
    pub turn: usize,
}

/// One merge as it happened.
#[derive(Debug, Clone)]
pub struct Effect {
    pub change: Change,
    pub base: Version,
    pub lineage: SortedSet<ChangeId>,
    pub version: Version,
    /// How many epochs there were.
    pub epochs: usize,
    /// By which change, and at which version, the record had been removed before it.
    pub removal: Option<(Version, ChangeId)>,
}

/// The server.
#[derive(Debug, Clone, Default)]
pub struct Ward {
    pub books: Books,
    pub sessions: SortedMap<DeviceId, Session>,
    pub revoked: SortedSet<DeviceId>,
    /// Sessions that were signed out.
    pub away: SortedMap<DeviceId, Session>,
    /// All that was ever taken, restores or not.
    pub ever: SortedSet<ChangeId>,
    /// Records that the server wrote itself.
    pub written: SortedSet<RecordId>,
    pub backups: Vec<Books>,
    pub restored: bool,
}

/// A reply on its way.
#[derive(Debug, Clone)]
pub struct Letter {
    pub status: u16,
    pub content_type: &'static str,
    pub retry_after: Option<u32>,
    pub body: Vec<u8>,
}

impl Letter {
    pub fn problem(status: u16, kind: &str, retry_after: Option<u32>) -> Self {
        let problem = Problem { kind: kind.to_owned(), title: String::new(), status, retry_after };
        let body = serde_json::to_vec(&problem).unwrap();
        Self { status, content_type: PROBLEM_TYPE, retry_after, body }
    }

    fn ours(content_type: &'static str, body: Vec<u8>) -> Self {
        Self { status: 200, content_type, retry_after: None, body }
    }
}

#[derive(Deserialize)]
struct Named {
    id: ChangeId,
}

impl Ward {
    pub fn new(chance: &mut Chance) -> Self {
        let mut ward = Self::default();
        ward.books.epochs.push((EpochId::from_uuid(chance.uuid()), SortedMap::new()));
        ward
    }

    pub fn epoch(&self) -> EpochId {
        self.books.epochs.last().unwrap().0
    }

    pub fn backup(&mut self) {
        self.backups.push(self.books.clone());
    }

    /// Back to a backup, with a new epoch, as `tsunagari restore` does.
    pub fn restore(&mut self, chance: &mut Chance) {
        let Some(books) = chance.pick(&self.backups).cloned() else { return };
        self.books = books;
        let began = self.books.counters.clone();
        self.books.epochs.push((EpochId::from_uuid(chance.uuid()), began));
        self.restored = true;
    }

    /// What a request brings.
    pub fn sync(&mut self, device: DeviceId, body: &str, now: WallTime, poison: bool) -> Letter {
        let session = match self.session(device) {
            Ok(session) => session,
            Err(letter) => return letter,
        };
        let Ok(request) = serde_json::from_str::<SyncRequest>(body) else {
            return Letter::problem(400, "urn:tsunagari:malformed", None);
        };
        assert!(body.len() <= tsunagari_core::sync::wire::REQUEST_BYTES, "a request over the limit");
        let poison = |text: &str| POISON.iter().find(|(word, _)| poison && text.contains(word));
        if let Some((_, status)) = request.changes.iter().find_map(|raw| poison(raw.get())) {
            return Letter::problem(*status, "urn:tsunagari:poison", None);
        }
        let outcomes: Vec<_> = request.changes.iter().map(|raw| self.take(&session, raw.get())).collect();
        let feeds: Vec<_> = match request.feed {
            true => session
                .scopes()
                .into_iter()
                .map(|scope| self.feed(scope, request.cursors.get(&scope)))
                .collect(),
            false => Vec::new(),
        };
        let answer = SyncAnswer {
            envelope: ENVELOPE.to_owned(),
            oldest_protocol: OLDEST_PROTOCOL,
            epoch: self.epoch(),
            time: now,
            outcomes,
            more: feeds.iter().any(|feed| feed.more),
            feeds,
            session,
        };
        Letter::ours(ANSWER_TYPE, serde_json::to_vec(&answer).unwrap())
    }

    /// What a request for cells brings.
    pub fn cells(
        &mut self,
        device: DeviceId,
        scope: Scope,
        mark: Option<CellMark>,
        chance: &mut Chance,
    ) -> Letter {
        let session = match self.session(device) {
            Ok(session) => session,
            Err(letter) => return letter,
        };
        if !session.reads(scope) {
            return Letter::problem(404, "urn:tsunagari:scope", None);
        }
        let mark = mark.unwrap_or(CellMark { class: Class::Registry, below: u32::MAX });
        let mut built = Vec::new();
        for class in [Class::Registry, Class::Log] {
            if class < mark.class {
                continue;
            }
            let below = if class == mark.class { mark.below } else { u32::MAX };
            let cells = self.build(scope, class, chance).into_iter().rev();
            built.extend(cells.filter(|cell| cell.head.index < below));
        }
        let more = built.len() > BUNDLE;
        built.truncate(BUNDLE);
        let version = self.books.counters.get(&scope).copied().unwrap_or(0);
        let least = built.iter().map(|cell| cell.head.version).min().unwrap_or(version);
        let last = built.last().map(|cell| CellMark { class: cell.head.class, below: cell.head.index });
        let bundle = Bundle {
            envelope: ENVELOPE.to_owned(),
            scope,
            cursor: Cursor { epoch: self.epoch(), version: least },
            cells: built.iter().map(|cell| cell.head.clone()).collect(),
            next: last.filter(|_| more),
        };
        let cells: Vec<_> = built.iter().map(|cell| cell.bytes.clone()).collect();
        Letter::ours(BUNDLE_TYPE, cell::join(&bundle, &cells))
    }

    /// A record that the server writes by itself, of a kind and with a field that the devices' build does not know.
    pub fn write(&mut self, record: Record) {
        let version = self.next(record.scope);
        self.books.by_version.insert((record.scope, version), record.id);
        let record = Record { version, born: version, ..record };
        self.written.insert(record.id);
        self.books.records.insert(record.id, Stored { record, stamps: SortedMap::new() });
    }

    /// The records of a scope, as they are.
    pub fn records(&self, scope: Scope) -> impl Iterator<Item = &Record> {
        let versions = self.books.by_version.range((scope, 0)..=(scope, Version::MAX));
        versions.map(|(_, id)| &self.books.records[id].record)
    }

    fn session(&self, device: DeviceId) -> Result<Session, Letter> {
        if self.revoked.contains(&device) {
            return Err(Letter::problem(403, REVOKED, None));
        }
        self.sessions.get(&device).cloned().ok_or_else(|| Letter::problem(401, "urn:tsunagari:session", None))
    }

    fn take(&mut self, session: &Session, bytes: &str) -> Answered {
        let id = serde_json::from_str::<Named>(bytes).ok().map(|named| named.id);
        let Some(known) = id else {
            return Answered { id, outcome: Outcome::Refused { reason: Refused::Malformed } };
        };
        let outcome = match self.books.taken.get(&known) {
            Some(_) if planted::on(Bug::RepeatForgotten) => match read(bytes) {
                Ok(change) => self.decide(session, &change, bytes),
                Err(reason) => Outcome::Refused { reason },
            },
            Some(taken) if taken.bytes == bytes => taken.outcome.clone(),
            Some(_) => Outcome::Refused { reason: Refused::OtherBytes },
            None => match read(bytes) {
                Ok(change) => self.decide(session, &change, bytes),
                Err(reason) => self.keep(known, bytes, Outcome::Refused { reason }, None),
            },
        };
        Answered { id, outcome }
    }

    fn decide(&mut self, session: &Session, change: &Change, bytes: &str) -> Outcome {
        let epochs = self.books.epochs.iter();
        let epochs: Vec<_> =
            epochs.map(|(epoch, began)| (*epoch, began.get(&change.scope).copied().unwrap_or(0))).collect();
        let version = self.books.counters.get(&change.scope).copied().unwrap_or(0);
        let base = base_in_epoch(change.base, &epochs).min(version);
        let lineage = self.lineage(change);
        let next = version + 1;
        let after =
            change.after.and_then(|after| self.books.taken.get(&after)).map(|taken| taken.outcome.clone());
        let facts = Facts {
            stored: self.books.records.get(&change.record).cloned(),
            after,
            lineage: lineage.clone(),
            base,
            next,
            above: self.above(change),
        };
        let removal = facts.stored.as_ref().filter(|stored| stored.record.removed());
        let removal = removal.and_then(|stored| stored.stamps.get(REMOVED));
        let removal = removal.map(|stamp| (stamp.version, stamp.change));
        let settled = settle(session, change, facts);
        if let Some(stored) = settled.stored {
            if next % 5 > 0 || !planted::on(Bug::VersionUnlocked) {
                self.next(change.scope);
            }
            if let Some(old) = self.books.records.get(&change.record) {
                self.books.by_version.remove(&(change.scope, old.record.version));
            }
            self.books.by_version.insert((change.scope, next), change.record);
            self.books.records.insert(change.record, stored);
            self.books.log.push(Effect {
                change: change.clone(),
                base,
                lineage,
                version: next,
                epochs: self.books.epochs.len(),
                removal,
            });
        }
        self.keep(change.id, bytes, settled.outcome, change.after)
    }

    fn keep(&mut self, id: ChangeId, bytes: &str, outcome: Outcome, after: Option<ChangeId>) -> Outcome {
        let turn = self.books.taken.len();
        let taken = Taken { bytes: bytes.to_owned(), outcome: outcome.clone(), after, turn };
        self.books.taken.insert(id, taken);
        self.ever.insert(id);
        outcome
    }

    /// The headings above the one that the change would hang its own under.
    fn above(&self, change: &Change) -> SortedSet<RecordId> {
        let mut above = SortedSet::new();
        let Act::Set(fields) = &change.act else { return above };
        let mut next = fields.get(PARENT).and_then(|id| RecordId::parse(id.as_str()?).ok());
        while let Some(id) = next.filter(|id| above.insert(*id)) {
            next = self.books.records.get(&id).and_then(|stored| stored.record.link(PARENT));
        }
        above
    }

    fn lineage(&self, change: &Change) -> SortedSet<ChangeId> {
        let mut lineage = SortedSet::new();
        let mut next = change.after;
        while let Some(id) = next.filter(|id| !lineage.contains(id)) {
            lineage.insert(id);
            next = self.books.taken.get(&id).and_then(|taken| taken.after);
        }
        lineage
    }

    fn next(&mut self, scope: Scope) -> Version {
        let counter = self.books.counters.of(scope);
        *counter += 1;
        *counter
    }

    fn feed(&self, scope: Scope, cursor: Option<&Cursor>) -> Feed {
        let version = self.books.counters.get(&scope).copied().unwrap_or(0);
        let epoch = self.epoch();
        let Some(cursor) = cursor.filter(|cursor| cursor.epoch == epoch && cursor.version <= version) else {
            let next = Cursor { epoch, version: 0 };
            return Feed { scope, records: Vec::new(), next, more: false, load: true };
        };
        let after =
            self.books.by_version.range((Excluded((scope, cursor.version)), Included((scope, version))));
        let page = after.take(PAGE + 1);
        let mut records: Vec<_> = page.map(|(_, id)| self.books.records[id].record.clone()).collect();
        let more = records.len() > PAGE;
        records.truncate(PAGE);
        let last = records.last().map_or(version, |record| record.version);
        let cut_short = planted::on(Bug::PageCutShort);
        let next = Cursor { epoch, version: if more && !cut_short { last } else { version } };
        if planted::on(Bug::ReadBeforeCommit) && !more {
            records.pop();
        }
        Feed { scope, records, next, more, load: false }
    }

    /// Cells as they were prebuilt: each may be older than the scope is now.
    fn build(&mut self, scope: Scope, class: Class, chance: &mut Chance) -> Vec<Arc<Prebuilt>> {
        let version = self.books.counters.get(&scope).copied().unwrap_or(0);
        let of_class = self.records(scope).filter(|record| record.kind.class() == class);
        let mut records: Vec<_> = of_class.map(|record| (record.born, record.id)).collect();
        records.sort_by_key(|(born, _)| *born);
        let mut cells = Vec::new();
        for (index, records) in (0..).zip(records.chunks(CELL)) {
            let place = (scope, class, index);
            if chance.one_in(2) || !self.books.cells.contains_key(&place) {
                let records = records.iter().map(|(_, id)| self.books.records[id].record.clone());
                let records: Vec<_> = records.collect();
                let bytes = cell::to_lines(&records);
                let mut head = cell::head(class, index, version, &records);
                head.bytes = u32::try_from(bytes.len()).unwrap();
                self.books.cells.insert(place, Arc::new(Prebuilt { head, bytes }));
            }
            cells.push(Arc::clone(&self.books.cells[&place]));
        }
        cells
    }
}

/// Reads a change and holds it to the limits that the device holds it to before it is saved.
fn read(bytes: &str) -> Result<Change, Refused> {
    if bytes.len() > CHANGE_BYTES {
        return Err(Refused::Oversize);
    }
    let change: Change = serde_json::from_str(bytes).map_err(|_| Refused::Malformed)?;
    match change.to_bytes() {
        Ok(_) => Ok(change),
        Err(_) => Err(Refused::Oversize),
    }
}
