//! What must hold in every history, checked as it goes and at its end.
//!
//! | | what holds | checked by |
//! |---|---|---|
//! | I1 | nothing saved is lost, no draft either | `no_loss`, `check_draft`, `check_views` |
//! | I2 | each change takes effect once | `law::effects_once_and_replayed_alike`, `law::versions_are_given_once` |
//! | I3 | all hold the same in the end | `same_as_server`, `check_view_by_hand`, `check_totals`, `check_memory` |
//! | I4 | no row of a scope that the session does not read | `only_its_scopes`, `check_scopes` |
//! | I5 | nothing is overwritten unseen | `law::no_value_lost_unseen`, `law::the_author_is_told_of_a_removal`, `law::nobody_disagrees_with_himself` |
//! | I6 | sent is what the server has, unsent what the queue has | `check_batch`, `check_status` |
//! | I7 | queues drain, and nothing holds up another | `check_rounds`, `check_status`, `World::settle` |
//! | I8 | no clock decides | `law::no_clock_decides` |
//! | I9 | what a build does not know stays | `law::what_is_unknown_stays`, `same_as_server` |
//! | I10 | the same history goes the same way | tests/simulation.rs |

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tsunagari_core::activity::Activity;
use tsunagari_core::calendar::Month;
use tsunagari_core::change::{Change, Outcome, Refused};
use tsunagari_core::device::Device;
use tsunagari_core::device::counting::{self, Months};
use tsunagari_core::device::keys::{
    CellKey, CopyKey, FreshKey, HOLDING, REFUSED, SEEN, SESSION, Turn, of_generation,
};
use tsunagari_core::device::reading::{Ask, order};
use tsunagari_core::device::rows::{Refusal, read_heads, read_queued};
use tsunagari_core::device::tables::{StoreOp, Table};
use tsunagari_core::id::{ChangeId, RecordId};
use tsunagari_core::kind::Kinds;
use tsunagari_core::merge::{Stored, lay_over};
use tsunagari_core::org::Session;
use tsunagari_core::query::ledger::Ledger;
use tsunagari_core::record::{Class, Fields, Kind, Record, Scope};
use tsunagari_core::sync::cell;

use super::law::{self, as_fields};
use super::people::shown_draft;
use super::phone::{Phone, Saved, Shown};
use super::ward::POISON;
use super::{ROUNDS, World};

impl World {
    /// I6: a change leaves the queue only for what the server has named, or has refused.
    pub(super) fn check_batch(&self, phone: usize, batch: &[StoreOp]) {
        self.check_scopes(phone, batch);
        let refused = |turn: &Turn| {
            let key = format!("{REFUSED}{turn}");
            batch.iter().any(|op| matches!(op, StoreOp::Put(Table::Sent, put, _) if *put == key))
        };
        for op in batch {
            let StoreOp::Delete(Table::Queue, key) = op else { continue };
            let turn = Turn::parse(key).expect("a turn");
            let taken = self.ward.ever.contains(&turn.change);
            assert!(taken || refused(&turn), "I6: phone {phone} calls {turn} sent, and no server has it");
        }
    }

    /// Memory is what the disk says: nothing is believed before it was written, nothing is forgotten.
    pub(super) fn check_memory(&mut self, phone: usize, window: usize) {
        if !self.chance.one_in(150) {
            return;
        }
        let Some(open) = &self.phones[phone].windows[window] else { return };
        // What lies under drafts' keys is told by the host, and stands in no row that is read at the start.
        let rows = |device: &Device| {
            format!("{device:?}").rsplit_once("drafts:").map(|(rows, _)| rows.to_owned()).unwrap()
        };
        let (memory, disk) = (rows(open.machine.device()), rows(&self.phones[phone].disk.open()));
        assert_eq!(memory, disk, "I3: phone {phone}: memory and disk differ");
    }

    /// What a window shows, before a batch is written.
    pub(super) fn note_shown(&mut self, phone: usize, window: usize, batch: &[StoreOp]) {
        self.phones[phone].windows[window].as_mut().unwrap().alters = batch.iter().any(alters);
        if !self.aside.one_in(32) {
            return;
        }
        let records = self.all_shown(phone, window);
        let open = self.phones[phone].windows[window].as_mut().unwrap();
        let ground = open.machine.device().ground();
        open.shown = Some(Shown { ground, batch: batch.to_vec(), records });
    }

    /// What is shown after an event, where that was the end of a batch.
    pub(super) fn check_shown(&mut self, phone: usize, window: usize, stored: bool) {
        if stored && self.phones[phone].windows[window].as_ref().unwrap().alters {
            self.check_views(phone, window);
            self.check_totals(phone, window);
        }
        self.check_given(phone, window, stored);
    }

    /// Where a batch is said to have given records and no more, what is shown is what was shown before, with these laid
    /// over it.
    fn check_given(&mut self, phone: usize, window: usize, stored: bool) {
        let Some(shown) = self.phones[phone].windows[window].as_mut().unwrap().shown.take() else { return };
        let device = self.phones[phone].windows[window].as_ref().unwrap().machine.device();
        let Some(given) = device.given(&shown.ground, &shown.batch).filter(|_| stored) else { return };
        self.report.given += 1;
        let now = self.all_shown(phone, window);
        let ids: BTreeSet<RecordId> = given.iter().map(|record| record.id).collect();
        let scopes: Vec<Scope> = device.scopes().into_iter().collect();
        for ((class, before), now) in [Class::Registry, Class::Log].into_iter().zip(shown.records).zip(now) {
            let ask = Ask { class, ..Ask::registry(scopes.clone()) };
            let mut laid: Vec<_> = before.into_iter().filter(|record| !ids.contains(&record.id)).collect();
            laid.extend(device.read(ask, &|record| ids.contains(&record.id)).over(&given));
            laid.sort_by_key(order);
            assert_eq!(laid, now, "I3: phone {phone}: more is other than {given:?}");
        }
    }

    /// All that a window shows, registry and logs.
    fn all_shown(&self, phone: usize, window: usize) -> [Vec<Record>; 2] {
        let (disk, open) = (&self.phones[phone].disk, self.phones[phone].windows[window].as_ref().unwrap());
        let device = open.machine.device();
        let scopes: Vec<Scope> = device.scopes().into_iter().collect();
        [Class::Registry, Class::Log]
            .map(|class| disk.read(device, Ask { class, ..Ask::registry(scopes.clone()) }))
    }

    /// I6: the number of unsent changes on the screen is the queue's.
    pub(super) fn check_status(&self, phone: usize, window: usize) {
        let Some(open) = &self.phones[phone].windows[window] else { return };
        let queue = self.phones[phone].disk.count_rows(Table::Queue);
        let shown = open.machine.status();
        assert_eq!(shown.unsent, queue, "I6: phone {phone} shows another number than its queue has");
        let kept = self.phones[phone].lock == Some(window) && !shown.sending;
        assert!(!kept, "I7: phone {phone}: a round is over, and window {window} keeps the lock");
    }

    /// An own change is on the view from the press until the feed has brought what became of it.
    pub(super) fn check_views(&mut self, phone: usize, window: usize) {
        if !self.chance.one_in(4) {
            return;
        }
        let Some(open) = &self.phones[phone].windows[window] else { return };
        let device = open.machine.device();
        let refused = refused(&self.phones[phone]);
        let (cursors, turns) = (device.cursors(), self.turns(phone));
        let carried = &self.phones[phone].carried;
        let mut expected: BTreeMap<(Scope, Class), BTreeMap<_, Fields>> = BTreeMap::new();
        for saved in &self.phones[phone].saved {
            let change = &saved.change;
            if refused.contains_key(&change.id) || carried.contains(&change.record) {
                continue;
            }
            let taken = self.ward.books.taken.get(&change.id).map(|taken| &taken.outcome);
            let cursor = cursors.get(&change.scope).copied();
            let settled = taken.and_then(Outcome::version).is_some_and(|version| {
                cursor.is_some_and(|cursor| cursor.epoch != self.ward.epoch() || cursor.version >= version)
            });
            let reads = device.session().is_some_and(|session| session.reads(change.scope));
            let dropped = self.phones[phone].dropped.contains(&change.scope);
            let lost_sight = self.ward.restored || dropped || !reads;
            let gone = taken.is_some_and(|outcome| matches!(outcome, Outcome::Refused { .. }));
            let queued = device.queue().contains_key(turns.get(&change.id).unwrap_or(&NOWHERE));
            if gone || (!queued && (settled || lost_sight || self.phones[phone].rolled_back)) {
                // From here on the server decides; what it decided is compared when the world is quiet.
                if let Some(records) = expected.get_mut(&(change.scope, change.kind.class())) {
                    records.remove(&change.record);
                }
                continue;
            }
            let records = expected.entry((change.scope, change.kind.class())).or_default();
            records.entry(change.record).or_default().extend(as_fields(&change.act));
        }
        let foreign = self.unsettled_of_another_life(phone, window);
        for ((scope, class), records) in expected {
            let view = self.check_view_by_hand(phone, window, scope, class);
            for (id, fields) in records.into_iter().filter(|(id, _)| !foreign.contains(id)) {
                let shown = view.binary_search_by_key(&id, |record| record.id).ok().map(|at| &view[at]);
                let story = || self.story(phone, window, id);
                let shown = shown.unwrap_or_else(|| {
                    panic!("I1: phone {phone} does not show its own record {id}{}", story())
                });
                for (field, value) in fields {
                    let held = shown.fields.get(&field).unwrap_or(&Value::Null);
                    assert_eq!(
                        *held,
                        value,
                        "I1: phone {phone} does not show its own {field} of {id}{}",
                        story()
                    );
                }
            }
        }
    }

    /// The months that `totals` tells are those that a recount of all logs gives, whoever wrote what when.
    pub(super) fn check_totals(&mut self, phone: usize, window: usize) {
        if self.aside.one_in(3) {
            let late = std::mem::take(&mut self.phones[phone].late);
            self.phones[phone].disk.write(&late);
        }
        if !self.aside.one_in(4) {
            return;
        }
        let Some(open) = &self.phones[phone].windows[window] else { return };
        let scopes: Vec<_> = open.machine.device().holdings().keys().copied().collect();
        let Some(scope) = self.aside.pick(&scopes).copied() else { return };
        let stale = self.phones[phone].windows[window].as_ref().unwrap().stale;
        let device = self.phones[phone].windows[window].as_ref().unwrap().machine.device();
        let (from, to) = (Month::parse("2026-04").unwrap(), Month::parse("2026-08").unwrap());
        let disk = &self.phones[phone].disk;
        let (ledgers, rows) = disk.count(device, &Months { scopes: vec![scope], from, to });
        if !stale && !self.creates_anew(phone, window, scope) {
            let view = self.view(phone, window, scope, Class::Log);
            let mut by_month: BTreeMap<Month, Vec<(&Record, Activity)>> = BTreeMap::new();
            for record in view.iter().filter(|record| record.kind == Kind::Activity) {
                let log = Activity::read(record);
                if let Some(when) = log.when {
                    by_month.entry(when.month()).or_default().push((record, log));
                }
            }
            for month in counting::months(from, to) {
                let logs = by_month.remove(&month).unwrap_or_default();
                let recount = Ledger::build(&Kinds::default(), logs);
                let told = ledgers.get(&(scope, month)).map(|ledger| (**ledger).clone()).unwrap_or_default();
                assert_eq!(told, recount, "I2: phone {phone}: the totals of {scope} in {month}");
                self.report.counted += 1;
            }
        }
        match self.aside.one_in(2) {
            true => self.phones[phone].late = rows,
            false => self.phones[phone].disk.write(&rows),
        }
    }

    /// Whether an own new record is one that a cell holds already: nobody knows of which month.
    fn creates_anew(&self, phone: usize, window: usize, scope: Scope) -> bool {
        let device = self.phones[phone].windows[window].as_ref().unwrap().machine.device();
        let own = device.unsettled().map(|(_, change)| change);
        let new: BTreeSet<_> =
            own.filter(|own| own.scope == scope && own.base.version == 0).map(|own| own.record).collect();
        let prefix = format!("{scope}/");
        let mut cells = self.phones[phone].disk.all_known(Table::Mirror, &prefix, cell_records);
        !new.is_empty() && cells.any(|(_, cell)| cell.iter().any(|record| new.contains(&record.id)))
    }

    /// Records over which a device that was set back lays changes which were let go of since, in the life that it forgot.
    fn unsettled_of_another_life(&self, phone: usize, window: usize) -> BTreeSet<RecordId> {
        let saved = &self.phones[phone].saved;
        let device = self.phones[phone].windows[window].as_ref().unwrap().machine.device();
        let known = |turn: &Turn| saved.iter().any(|saved| saved.change.id == turn.change);
        let foreign = device.unsettled().filter(|(turn, _)| !known(turn));
        foreign.map(|(_, change)| change.record).collect()
    }

    /// A view is what all rows together say, with the device's own changes laid over in their order, however it was
    /// put together. Gives the view, in the order of the records' ids.
    fn check_view_by_hand(&self, phone: usize, window: usize, scope: Scope, class: Class) -> Vec<Record> {
        let open = self.phones[phone].windows[window].as_ref().unwrap();
        let (device, disk) = (open.machine.device(), &self.phones[phone].disk);
        let mut records = self.stood_on(phone, device, (scope, class));
        let prefix = device.generation(scope).map(|generation| of_generation(scope, generation));
        if let Some(prefix) = &prefix {
            let cells = disk.all_known(Table::Mirror, prefix, cell_records).flat_map(|(_, cell)| cell);
            let fresh = disk.all_known(Table::Fresh, prefix, record_in).map(|(_, record)| record);
            for record in cells.chain(fresh).filter(|record| record.kind.class() == class) {
                let known = records.get(&record.id).is_some_and(|known| known.version > record.version);
                if !known {
                    records.insert(record.id, Cow::Borrowed(record));
                }
            }
        }
        for (_, change) in device.unsettled() {
            if change.scope == scope && change.kind.class() == class {
                let base = records.remove(&change.record).map(Cow::into_owned);
                records.insert(change.record, Cow::Owned(lay_over(base, change)));
            }
        }
        let mut shown = self.view(phone, window, scope, class);
        shown.sort_by_key(|record| record.id);
        let both = (shown.iter().collect::<Vec<_>>(), records.values().map(Cow::as_ref).collect::<Vec<_>>());
        assert_eq!(both.0, both.1, "I3: phone {phone} shows another {scope}");
        shown
    }

    /// The records that own changes were made on, as the disk keeps them, where the first was made in the epoch that is read.
    fn stood_on(
        &self,
        phone: usize,
        device: &Device,
        of: (Scope, Class),
    ) -> BTreeMap<RecordId, Cow<'_, Record>> {
        let disk = &self.phones[phone].disk;
        let laid = disk.all_known(Table::Meta, SEEN, record_in).map(|(_, seen)| seen);
        let with_change = disk.all_known(Table::Queue, "", seen_with).filter_map(|(_, seen)| seen.as_ref());
        let seen: BTreeMap<RecordId, &Record> =
            laid.chain(with_change).map(|record| (record.id, record)).collect();
        let read = device.holdings().get(&of.0).and_then(|holding| {
            holding.live.map(|live| live.cursor.epoch).or(holding.loading.map(|loading| loading.epoch))
        });
        let mut stood = BTreeMap::new();
        let mut known = BTreeSet::new();
        for (_, change) in device.unsettled().filter(|(_, own)| (own.scope, own.kind.class()) == of) {
            let first = known.insert(change.record);
            if let Some(record) = seen.get(&change.record)
                && first
                && read.is_none_or(|read| change.base.epoch == Some(read))
            {
                stood.insert(change.record, Cow::Borrowed(*record));
            }
        }
        stood
    }

    /// All that a phone did to a record, and what became of it.
    fn story(&self, phone: usize, window: usize, record: RecordId) -> String {
        let device = self.phones[phone].windows[window].as_ref().unwrap().machine.device();
        let turns = self.turns(phone);
        let mine = self.phones[phone].saved.iter().filter(|saved| saved.change.record == record);
        let lines = mine.map(|Saved { change, .. }| {
            let queued = turns.get(&change.id);
            let pending = device.pending().iter().find(|(turn, _)| turn.change == change.id);
            let pending = pending.map(|(turn, pending)| (turn.count, pending.version));
            let taken = self.ward.books.taken.get(&change.id).map(|taken| &taken.outcome);
            let Change { id, base, after, act, .. } = change;
            format!(
                "\n{id} {base:?} {after:?} {act:?}: queued {queued:?} pending {pending:?} taken {taken:?}"
            )
        });
        let (holdings, epoch) = (device.holdings(), self.ward.epoch());
        lines.collect::<String>() + &format!("\nepoch {epoch} holdings {holdings:?}")
    }

    /// The first turn of each change that waits in the queue.
    fn turns(&self, phone: usize) -> BTreeMap<ChangeId, Turn> {
        let queue = self.phones[phone].disk.scan(Table::Queue, "").filter_map(|(key, _)| Turn::parse(key));
        let mut turns = BTreeMap::new();
        for turn in queue {
            turns.entry(turn.change).or_insert(turn);
        }
        turns
    }

    /// The same at a glance.
    pub(super) fn looks_drained(&self) -> bool {
        let open = self.phones.iter().flat_map(|phone| phone.windows.iter().flatten());
        open.map(|open| &open.machine)
            .all(|machine| machine.device().unsent() == 0 && !machine.status().sending)
    }

    /// Whether there is nothing left to do: queues empty, every scope whole and read to its end.
    pub(super) fn drained(&self) -> bool {
        // The rows of two tables say all that is asked here.
        let asked = |table, _: &[u8]| matches!(table, Table::Meta | Table::Queue);
        self.phones.iter().all(|phone| {
            let device = phone.disk.open_part(asked);
            let session = &self.ward.sessions[&phone.device];
            let cursors = device.cursors();
            let read = session.scopes().into_iter().all(|scope| {
                let version = self.ward.books.counters.get(&scope).copied().unwrap_or(0);
                cursors.get(&scope).is_some_and(|at| at.version == version && at.epoch == self.ward.epoch())
            });
            let busy = phone.windows.iter().flatten().any(|open| open.machine.status().sending);
            device.queue().is_empty() && read && !busy && device.session() == Some(session)
        })
    }

    pub(super) fn stuck(&self) -> String {
        let phones = self.phones.iter().enumerate().map(|(at, phone)| {
            let device = phone.disk.open();
            let status = phone.windows.iter().flatten().map(|open| open.machine.status()).next();
            format!("\nphone {at}: queue {} cursors {:?} {status:?}", device.unsent(), device.cursors())
        });
        phones.collect::<String>() + &format!("\nserver: {:?}", self.ward.books.counters)
    }

    /// All that must hold once the world is quiet.
    pub(super) fn check_quiet(&mut self) {
        self.no_loss();
        law::all(&self.ward);
        self.trace_what_is_held();
        for phone in 0..self.phones.len() {
            self.check_draft(phone);
            self.same_as_server(phone);
            self.only_its_scopes(phone);
            let refused = refused(&self.phones[phone]);
            self.report.refused += refused.len();
            let other_bytes = refused.values().any(|reason| **reason == Refused::OtherBytes);
            assert!(!other_bytes, "I2: phone {phone} used one id for two changes");
        }
        let parallel = |stored: &Stored| stored.record.parallel.len();
        self.report.parallels = self.ward.books.records.values().map(parallel).sum();
    }

    /// What the server holds in the end, and so everybody: of the same history it is the same, byte by byte.
    fn trace_what_is_held(&mut self) {
        let records = self.ward.books.records.values().map(|stored| serde_json::to_vec(stored).unwrap());
        for record in records.collect::<Vec<_>>() {
            self.trace(&record);
        }
    }

    /// I1: what was typed and not saved is there to go on with, and what was saved is no draft any more.
    pub(super) fn check_draft(&self, phone: usize) {
        if self.two_windows {
            return;
        }
        let (typed, shown) = (&self.phones[phone].typed, shown_draft(&self.phones[phone].disk));
        let text = |row: &Option<Vec<u8>>| row.as_ref().map(|row| String::from_utf8_lossy(row).into_owned());
        assert_eq!(text(&shown), text(typed), "I1: phone {phone} has lost a draft, or not ended it");
    }

    /// I7: each queue was empty within ten rounds, and what others sent was read within ten more.
    pub(super) fn check_rounds(&mut self) {
        for (at, phone) in self.phones.iter().enumerate() {
            let drained = phone.drained.unwrap_or(phone.rounds);
            assert!(drained <= ROUNDS, "I7: phone {at} took {drained} rounds to send all");
            self.report.rounds = self.report.rounds.max(drained);
        }
    }

    /// Notes at which round each queue was first seen empty.
    pub(super) fn note_drained(&mut self) {
        for phone in &mut self.phones {
            let empty = phone.disk.scan(Table::Queue, "").next().is_none();
            if empty && phone.drained.is_none() {
                phone.drained = Some(phone.rounds);
            }
        }
    }

    /// Whether nothing waits but what the server cannot take, and what stands on it.
    pub(super) fn only_poison_waits(&self) -> bool {
        self.phones.iter().all(|phone| {
            let device = phone.disk.open();
            let poison =
                |change: &Change| POISON.iter().any(|(word, _)| change.to_bytes().unwrap().contains(word));
            let changes = || device.queue().values().filter_map(|queued| queued.change.as_ref());
            let poisoned: BTreeSet<_> =
                changes().filter(|change| poison(change)).map(|change| change.record).collect();
            changes().all(|change| poisoned.contains(&change.record))
        })
    }

    /// I4: a batch brings no row of a scope that the session does not read, as the server sees it now or as the device
    /// was last told.
    fn check_scopes(&self, phone: usize, batch: &[StoreOp]) {
        let device = self.phones[phone].device;
        let told = batch.iter().rev().find_map(|op| match op {
            StoreOp::Put(Table::Meta, key, row) if key == SESSION => session(row),
            _ => None,
        });
        let disk = &self.phones[phone].disk;
        let told = told.as_ref().or_else(|| disk.known(Table::Meta, SESSION, session)?.as_ref());
        let now = self.ward.sessions.get(&device);
        for op in batch {
            let StoreOp::Put(table, key, _) = op else { continue };
            let scope = match table {
                Table::Fresh => FreshKey::parse(key).map(|key| key.copy.scope),
                Table::Mirror => CellKey::parse(key).map(|key| key.copy.scope),
                _ => None,
            };
            let Some(scope) = scope else { continue };
            let reads = told.is_some_and(|session| session.reads(scope));
            let reads = reads || now.is_some_and(|session| session.reads(scope));
            assert!(reads, "I4: phone {phone} stores a row of {scope}");
        }
    }

    /// I1: what a screen called saved is on the server, or refused and kept for its author.
    fn no_loss(&self) {
        let kept: BTreeSet<_> = self.phones.iter().flat_map(|phone| refused(phone).into_keys()).collect();
        for (at, phone) in self.phones.iter().enumerate() {
            for saved in &phone.saved {
                let id = saved.change.id;
                let Some(taken) = self.ward.books.taken.get(&id) else {
                    let story = || self.story(at, 0, saved.change.record);
                    assert!(kept.contains(&id), "I1: phone {at}: {id} was saved, and is nowhere{}", story());
                    continue;
                };
                assert_eq!(taken.bytes, saved.bytes, "I2: phone {at}: other bytes under {id}");
                let refused = matches!(taken.outcome, Outcome::Refused { .. });
                assert!(
                    !refused || kept.contains(&id) || phone.rolled_back,
                    "I1: phone {at}: refused {id} is gone"
                );
            }
        }
    }

    /// I3, I9: every device shows what the server has, whole, with what neither kind nor field of it knows.
    fn same_as_server(&self, phone: usize) {
        let device = self.phones[phone].disk.open();
        for scope in self.scopes(phone) {
            for class in [Class::Registry, Class::Log] {
                let ask = Ask { scopes: vec![scope], others: None, class, days: None, limit: usize::MAX };
                let mut shown = self.phones[phone].disk.read(&device, ask);
                let mut records: Vec<_> =
                    self.ward.records(scope).filter(|record| record.kind.class() == class).cloned().collect();
                shown.sort_by_key(|record| record.id);
                records.sort_by_key(|record| record.id);
                assert_eq!(shown, records, "I3: phone {phone} differs from the server in {scope}");
                self.narrow_views(phone, &device, scope, class, &records);
            }
        }
    }

    /// A question for a few days gives just what it should, in order.
    fn narrow_views(&self, phone: usize, device: &Device, scope: Scope, class: Class, records: &[Record]) {
        let (from, to) = ("2026-05-05".to_owned(), "2026-07-20".to_owned());
        let mut within: Vec<_> = records
            .iter()
            .filter(|record| record.day().is_some_and(|day| day >= from && day <= to))
            .collect();
        within.sort_by_key(|record| {
            (std::cmp::Reverse(record.day()), std::cmp::Reverse(record.born), record.id)
        });
        within.truncate(4);
        let ask = Ask { scopes: vec![scope], others: None, class, days: Some((from, to)), limit: 4 };
        let shown = self.phones[phone].disk.read(device, ask);
        assert_eq!(shown.iter().collect::<Vec<_>>(), within, "I3: phone {phone}: a narrow view of {scope}");
    }

    /// I4: nothing of a scope that the session does not list is on the disk.
    fn only_its_scopes(&self, phone: usize) {
        let (disk, session) = (&self.phones[phone].disk, &self.ward.sessions[&self.phones[phone].device]);
        let fresh = disk.scan(Table::Fresh, "").map(|(key, _)| FreshKey::parse(key).unwrap().copy.scope);
        let cells = disk.scan(Table::Mirror, "").map(|(key, _)| CellKey::parse(key).unwrap().copy.scope);
        for scope in fresh.chain(cells) {
            assert!(session.reads(scope), "I4: phone {phone} holds {scope}");
        }
        let heads = disk.scan(Table::Directory, "").flat_map(|(key, value)| {
            let copy = CopyKey::parse(key).unwrap();
            let heads = read_heads(copy.class, value).unwrap();
            heads.into_iter().map(move |head| copy.cell(head.index).to_string())
        });
        let heads: Vec<_> = heads.collect();
        let cells: Vec<_> = disk.scan(Table::Mirror, "").map(|(key, _)| key.clone()).collect();
        assert_eq!(cells, heads, "I3: phone {phone}: cells and directory differ");
        assert_eq!(disk.scan(Table::Meta, "seen/").count(), 0, "I7: phone {phone}: records kept for nothing");
        assert_eq!(
            disk.scan(Table::Sent, "pending/").count(),
            0,
            "I7: phone {phone}: changes pending for ever"
        );
    }
}

const NOWHERE: Turn = Turn { count: u64::MAX, change: ChangeId::from_uuid(uuid::Uuid::nil()) };

/// Whether records come or go with it.
fn alters(op: &StoreOp) -> bool {
    match op {
        StoreOp::Put(Table::Fresh | Table::Directory, ..) => true,
        StoreOp::Delete(Table::Meta, key) => key.starts_with(HOLDING),
        _ => false,
    }
}

fn refused(phone: &Phone) -> BTreeMap<ChangeId, &Refused> {
    let rows = phone.disk.all_known(Table::Sent, REFUSED, |row| Refusal::read(row).unwrap().reason);
    let rows = rows.map(|(key, reason)| {
        let turn = Turn::parse(key.strip_prefix(REFUSED).unwrap()).unwrap();
        (turn.change, reason)
    });
    rows.collect()
}

fn session(row: &[u8]) -> Option<Session> {
    serde_json::from_slice(row).ok()
}

fn cell_records(cell: &[u8]) -> Vec<Record> {
    cell::lines(cell).collect()
}

fn record_in(row: &[u8]) -> Record {
    serde_json::from_slice(row).unwrap()
}

/// The record on which a queued change was made, while it still lies in the row of the change.
fn seen_with(row: &[u8]) -> Option<Record> {
    read_queued(row)?.2?.seen
}
