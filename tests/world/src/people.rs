//! What people, phones and the server's keeper do, one step after another: writing, mending, carrying, crashing, copying,
//! restoring, taking away; what comes of it is judged elsewhere.

use std::collections::BTreeSet;

use serde_json::json;
use tsunagari_core::change::{Act, Change, OLDEST_PROTOCOL, PROTOCOL, Refused};
use tsunagari_core::device::mend::Mending;
use tsunagari_core::device::reading::Ask;
use tsunagari_core::device::rows::mark;
use tsunagari_core::device::tables::{StoreOp, Table};
use tsunagari_core::id::{ChangeId, RecordId, derived};
use tsunagari_core::org::Role;
use tsunagari_core::planted::{self, Bug};
use tsunagari_core::record::{Class, Fields, Kind, Record, Scope};
use tsunagari_core::sync::machine::Event;

use super::World;
use super::disk::Disk;
use super::history::Trouble;
use super::phone::{DRAFT, Phone, Saved};
use super::ward::POISON;

/// Headings of the plan that the world's admins move.
const NODES: u64 = 6;

impl World {
    /// One thing that a person, a phone, the network or the server does.
    pub(super) fn operate(&mut self) {
        let phone = self.chance.index(self.phones.len());
        let window = self.chance.index(2);
        match self.chance.below(100) {
            0..=49 => self.write_something(phone),
            50..=53 => self.step_if_open(phone, Event::Hint),
            54..=56 => self.step_if_open(phone, Event::Asked),
            57..=60 => self.mend(phone),
            61..=63 if self.may(Trouble::Strange) => self.carry(phone),
            64..=68 => self.phones[phone].down = !self.phones[phone].down,
            69..=70 => self.phones[phone].portal = !self.phones[phone].portal,
            71..=73 if self.may(Trouble::Crash) => self.crash(phone, window),
            74..=76 => self.start(phone, window),
            77..=78 => self.phones[phone].skew = self.wrong_clock(),
            79..=81 => self.ward.backup(),
            82 if self.may(Trouble::Restore) => self.restore_server(),
            83..=85 if self.may(Trouble::Scope) => self.take_or_give_a_district(phone),
            86 if self.may(Trouble::Copy) => self.copy_device(phone),
            87..=88 => self.phones[phone].copy = Some(self.phones[phone].disk.clone()),
            89 if self.may(Trouble::Copy) => self.roll_back(phone),
            90 if self.may(Trouble::Session) => self.sign_out_or_revoke(phone),
            91..=93 => self.sign_in(phone),
            94 if self.may(Trouble::Network) => self.clog_all(),
            95..=99 => self.type_something(phone),
            _ => {}
        }
    }

    pub(super) fn step_if_open(&mut self, phone: usize, event: Event) {
        if let Some(window) = self.open_window(phone) {
            self.step(phone, window, event);
        }
    }

    pub(super) fn open_window(&mut self, phone: usize) -> Option<usize> {
        let first = self.chance.index(2);
        let window = [first, 1 - first].into_iter().find(|at| self.phones[phone].windows[*at].is_some())?;
        self.read_anew(phone, window);
        Some(window)
    }

    pub(super) fn scopes(&self, phone: usize) -> Vec<Scope> {
        let session = &self.ward.sessions.get(&self.phones[phone].device);
        session.map(|session| session.scopes()).unwrap_or_else(|| vec![Scope::DistrictAll(self.districts[0])])
    }

    /// What a screen of the phone shows of a scope and class.
    pub(super) fn view(&self, phone: usize, window: usize, scope: Scope, class: Class) -> Vec<Record> {
        let open = self.phones[phone].windows[window].as_ref().unwrap();
        let ask = Ask { scopes: vec![scope], others: None, class, days: None, limit: usize::MAX };
        self.phones[phone].disk.read(open.machine.device(), ask)
    }

    fn write_something(&mut self, phone: usize) {
        let Some(window) = self.open_window(phone) else { return };
        let mut scopes = self.scopes(phone);
        scopes.retain(|scope| matches!(scope, Scope::DistrictAll(_)));
        if self.chance.one_in(25) {
            scopes = vec![Scope::DistrictAll(self.districts[self.chance.index(self.districts.len())])];
        }
        let session = self.ward.sessions.get(&self.phones[phone].device);
        let admin = session.is_some_and(|session| session.role == Role::Admin);
        if self.chance.one_in(6) && admin {
            scopes = vec![Scope::OrgAll];
        }
        let Some(scope) = self.chance.pick(&scopes).copied() else { return };
        let how_many = if self.chance.one_in(10) { 1 + self.chance.below(12) } else { 1 };
        let registry = self.chance.one_in(4) || scope == Scope::OrgAll;
        let class = if registry { Class::Registry } else { Class::Log };
        let view = self.view(phone, window, scope, class);
        let mut changes: Vec<Change> = Vec::new();
        for _ in 0..how_many {
            let change = self.change(phone, window, scope, class, &view);
            // Two changes of one record in one press would be one change.
            if changes.iter().all(|other| other.record != change.record) {
                changes.push(change);
            }
        }
        let typed = self.phones[phone].typed.clone().filter(|_| self.chance.one_in(2));
        let draft = typed.as_ref().map(|typed| (DRAFT, Some(mark(typed))));
        let device = self.phones[phone].windows[window].as_ref().unwrap().machine.device();
        let batch = device.save(&changes, &view, draft).unwrap();
        let first = changes.first().map(|change| change.id);
        if planted::on(Bug::DraftEndedEarly) && draft.is_some() {
            self.phones[phone].disk.write(&[StoreOp::Delete(Table::Draft, DRAFT.to_owned())]);
        }
        self.save(phone, window, &batch, changes);
        let kept = self.phones[phone].saved.last().is_some_and(|_| {
            self.phones[phone].saved.iter().rev().take(12).any(|saved| Some(saved.change.id) == first)
        });
        if kept && typed.is_some() {
            self.phones[phone].typed = None;
        }
        self.check_draft(phone);
    }

    /// A person types, and goes on to something else; a phone of one window, so that it is clear whose it is.
    fn type_something(&mut self, phone: usize) {
        self.catch_up(phone);
        let Some(window) = self.open_window(phone).filter(|_| !self.two_windows) else { return };
        let row = self.chance.bits().to_string().into_bytes();
        // What is typed anew is not taken for the draft that ended.
        let mut batch = Vec::new();
        let open = self.phones[phone].windows[window].as_ref().unwrap();
        if open.machine.device().ended(DRAFT) {
            self.look_at_drafts(phone, window);
            batch = self.phones[phone].windows[window].as_ref().unwrap().machine.device().tidy();
        }
        batch.push(StoreOp::Put(Table::Draft, DRAFT.to_owned(), row.clone()));
        let written = self.write(phone, window, &batch);
        if self.phones[phone].disk.get(Table::Draft, DRAFT) == Some(&row) {
            self.report.drafts += 1;
            self.phones[phone].typed = Some(row);
        }
        if written == Some(true) {
            self.phones[phone].windows[window].as_mut().unwrap().machine.tidied(&batch);
        }
        self.check_draft(phone);
    }

    /// The host tells a machine what lies under the drafts that end.
    pub(super) fn look_at_drafts(&mut self, phone: usize, window: usize) {
        let Phone { disk, windows, .. } = &mut self.phones[phone];
        let machine = &mut windows[window].as_mut().unwrap().machine;
        for key in machine.device().ending() {
            machine.lies(&key, disk.get(Table::Draft, &key).map(Vec::as_slice));
        }
    }

    /// What is wrong with a change that the server will refuse, and why it will.
    fn spoil(&mut self, change: &mut Change) {
        let set = |change: &mut Change, field: &str, value| {
            let mut fields = Fields::new();
            if let Act::Set(set) = &change.act {
                fields = set.clone();
            }
            fields.insert(field.to_owned(), value);
            change.act = Act::Set(fields);
        };
        match self.chance.below(240) {
            0 | 1 => set(change, "mood", json!("good")),
            2 | 3 => set(change, "head.adult", json!(-4)),
            4 => change.protocol = PROTOCOL + 1,
            5 => change.protocol = OLDEST_PROTOCOL - 1,
            // What the last two versions wrote is taken.
            _ => {
                let former = self.chance.below(u64::from(PROTOCOL - OLDEST_PROTOCOL) + 1);
                change.protocol = OLDEST_PROTOCOL + u32::try_from(former).unwrap();
            }
        }
    }

    fn change(&mut self, phone: usize, window: usize, scope: Scope, class: Class, view: &[Record]) -> Change {
        let strange = if self.may(Trouble::Strange) { self.chance.below(240) } else { 240 };
        let mut kind = match (strange, class) {
            _ if scope == Scope::OrgAll => Kind::Node,
            (0..=3, _) => Kind::Other("levy".to_owned()),
            // A place is the ward's, and a target is an admin's.
            (4, _) => Kind::Place,
            (5, _) => Kind::Target,
            (_, Class::Registry) => Kind::Group,
            (_, Class::Log) => Kind::Activity,
        };
        let name = format!("{}", self.chance.below(14));
        let own = if self.chance.one_in(3) { self.phones[phone].person.to_string() } else { String::new() };
        let mut record = derived(&[kind.as_str(), &scope.to_string(), &name, &own]);
        if kind == Kind::Node {
            record = node(self.chance.below(NODES));
        }
        // An edit of what the server does not take, on top of it: both are refused together.
        let orphan = self.phones[phone].saved.last().map(|saved| saved.change.clone());
        if let Some(orphan) = orphan.filter(|last| matches!(last.kind, Kind::Other(_)) && last.scope == scope)
        {
            (record, kind) = (orphan.record, orphan.kind);
        }
        let seen = view.iter().find(|seen| seen.id == record);
        let device = self.phones[phone].windows[window].as_ref().unwrap().machine.device();
        let (base, after) = device.stand(record, seen);
        let act = match (seen, self.chance.below(20)) {
            (Some(seen), 0) if !seen.removed() => Act::Remove,
            (Some(seen), 0..=8) if seen.removed() => Act::Restore,
            _ if kind == Kind::Node => Act::Set(self.heading()),
            _ => Act::Set(self.fields(class)),
        };
        let mut change = Change {
            id: ChangeId::from_uuid(self.chance.uuid()),
            protocol: PROTOCOL,
            device: Some(self.phones[phone].device),
            record,
            kind,
            scope,
            base,
            after,
            act,
            written_at: self.phones[phone].clock(self.now),
            by: Some(self.phones[phone].person),
        };
        if self.may(Trouble::Strange) {
            self.spoil(&mut change);
        }
        change
    }

    /// A heading gets a title, and moves under another.
    fn heading(&mut self) -> Fields {
        let mut fields: Fields = [("title".to_owned(), json!(format!("柱{}", self.chance.below(5))))].into();
        if self.chance.one_in(2) {
            fields.insert("parent".to_owned(), json!(node(self.chance.below(NODES)).to_string()));
        }
        fields
    }

    fn fields(&mut self, class: Class) -> Fields {
        if class == Class::Registry {
            return [("name".to_owned(), json!(format!("会{}", self.chance.below(5))))].into();
        }
        let mut fields = Fields::new();
        if self.chance.one_in(2) {
            let (month, day) = (4 + self.chance.below(5), 10 + self.chance.below(18));
            fields.insert("day".to_owned(), json!(format!("2026-{month:02}-{day}")));
        }
        for band in ["head.adult", "head.child"] {
            if self.chance.one_in(2) {
                fields.insert(band.to_owned(), json!(self.chance.below(5)));
            }
        }
        let note = match self.chance.below(80) {
            at @ 0..=2 if self.may(Trouble::Strange) => json!(POISON[at as usize].0),
            3..=9 => serde_json::Value::Null,
            word => json!(format!("歌{word}")),
        };
        fields.insert("note".to_owned(), note);
        fields
    }

    /// A press: the batch is written, then the screen says so.
    pub(super) fn save(&mut self, phone: usize, window: usize, batch: &[StoreOp], changes: Vec<Change>) {
        let tag = self.phones[phone].windows[window].as_ref().unwrap().tag;
        self.catch_up(phone);
        if !self.alive(phone, window, tag) {
            return;
        }
        match self.write(phone, window, batch) {
            Some(true) => {}
            Some(false) => return,
            None => {
                // It died: saved is what the disk has.
                let queued = self.phones[phone].known();
                let kept: Vec<_> = changes.into_iter().filter(|change| queued.contains(&change.id)).collect();
                return self.note_saved(phone, kept);
            }
        }
        self.note_saved(phone, changes);
        if self.alive(phone, window, tag) {
            self.step(phone, window, Event::Written(batch.to_vec()));
        }
        if self.alive(phone, window, tag) && self.chance.one_in(2) {
            self.tidy(phone, window, tag);
        }
        if self.alive(phone, window, tag) {
            self.check_views(phone, window);
            self.check_totals(phone, window);
        }
    }

    /// What was saved is laid where it belongs, sooner or later than it is sent.
    fn tidy(&mut self, phone: usize, window: usize, tag: u64) {
        self.read_anew(phone, window);
        self.look_at_drafts(phone, window);
        let batch = self.phones[phone].windows[window].as_ref().unwrap().machine.device().tidy();
        if self.write(phone, window, &batch) == Some(true) && self.alive(phone, window, tag) {
            self.phones[phone].windows[window].as_mut().unwrap().machine.tidied(&batch);
        }
    }

    fn note_saved(&mut self, phone: usize, changes: Vec<Change>) {
        for change in changes {
            self.report.saved += 1;
            let bytes = change.to_bytes().unwrap();
            self.trace(bytes.as_bytes());
            self.phones[phone].saved.push(Saved { change, bytes });
        }
    }

    /// A person sets right what was refused, or lets it go.
    fn mend(&mut self, phone: usize) {
        let Some(window) = self.open_window(phone) else { return };
        let device = self.phones[phone].windows[window].as_ref().unwrap().machine.device();
        let items = device.refused();
        let Some(item) = self.chance.pick(&items).cloned() else { return };
        let hopeless = match &item.reason {
            Refused::Kind
            | Refused::Place
            | Refused::Role
            | Refused::Cycle
            | Refused::UnknownField { .. } => true,
            // A newer build's word: the person writes it anew.
            _ => false,
        };
        if hopeless {
            let device = self.phones[phone].windows[window].as_ref().unwrap().machine.device();
            let batch = device.let_go(&item);
            let gone: Vec<_> = item.turns.iter().map(|turn| turn.change).collect();
            for phone in &mut self.phones {
                phone.saved.retain(|saved| !gone.contains(&saved.change.id));
            }
            return self.save(phone, window, &batch, Vec::new());
        }
        let view = self.view(phone, window, item.scope, item.kind.class());
        let seen = view.iter().find(|seen| seen.id == item.record);
        let mending = Mending {
            id: ChangeId::from_uuid(self.chance.uuid()),
            at: self.phones[phone].clock(self.now),
            by: Some(self.phones[phone].person),
            fields: match item.reason {
                Refused::Value { .. } => [("head.adult".to_owned(), json!(3))].into(),
                _ => Fields::new(),
            },
        };
        let device = self.phones[phone].windows[window].as_ref().unwrap().machine.device();
        let (change, batch) = device.mend(&item, seen, mending).unwrap();
        let gone: Vec<_> = item.turns.iter().map(|turn| turn.change).collect();
        let before: Vec<_> = self.phones[phone].saved.iter().map(|saved| saved.change.id).collect();
        self.save(phone, window, &batch, vec![change.clone()]);
        let done = self.phones[phone].saved.iter().any(|saved| saved.change.id == change.id);
        assert!(done || before.len() == self.phones[phone].saved.len());
        if done {
            for phone in &mut self.phones {
                phone.saved.retain(|saved| !gone.contains(&saved.change.id));
            }
        }
    }

    /// A queue travels as a file to another device.
    fn carry(&mut self, phone: usize) {
        let to = self.chance.index(self.phones.len());
        if to == phone {
            return;
        }
        let Some(window) = self.open_window(phone) else { return };
        let from = self.phones[phone].windows[window].as_ref().unwrap().machine.device();
        let file = from.export("simulated");
        let records: Vec<_> = from.unsettled().map(|(_, change)| change.record).collect();
        self.phones[to].carried.extend(records);
        let Some(window) = self.open_window(to) else { return };
        let device = self.phones[to].windows[window].as_ref().unwrap().machine.device();
        let batch = device.carry(&file).expect("a file that a device wrote");
        self.save(to, window, &batch, Vec::new());
    }

    fn restore_server(&mut self) {
        self.ward.restore(&mut self.chance);
        self.report.restores += 1;
        self.trace(b"restore");
        self.forgive();
    }

    fn take_or_give_a_district(&mut self, phone: usize) {
        let district = self.districts[self.chance.index(self.districts.len())];
        let device = self.phones[phone].device;
        let Some(session) = self.ward.sessions.get_mut(&device) else { return };
        let given = session.districts.insert(district);
        if !given && session.districts.len() > 1 {
            session.districts.remove(&district);
            self.report.taken += 1;
        }
        for phone in self.phones.iter_mut().filter(|phone| phone.device == device) {
            phone.dropped.extend([Scope::DistrictAll(district), Scope::DistrictStaff(district)]);
        }
    }

    /// The same device twice: a disk copied whole, session and all.
    fn copy_device(&mut self, phone: usize) {
        if self.phones.len() >= 5 {
            return;
        }
        self.report.copies += 1;
        let original = &self.phones[phone];
        let mut copy = Phone::new(original.device, original.person, original.skew);
        copy.disk = original.disk.clone();
        copy.saved = original.saved.clone();
        copy.dropped = original.dropped.clone();
        copy.rolled_back = original.rolled_back;
        copy.carried = original.carried.clone();
        copy.typed = original.typed.clone();
        self.phones.push(copy);
        let phone = self.phones.len() - 1;
        self.start(phone, 0);
    }

    /// A device is set back to an old copy of itself.
    fn roll_back(&mut self, phone: usize) {
        let Some(copy) = self.phones[phone].copy.clone() else { return };
        for window in 0..2 {
            self.crash(phone, window);
        }
        self.phones[phone].typed = shown_draft(&copy);
        self.phones[phone].disk = copy;
        // Nobody is left who could write it: what they added up was of the life that is forgotten.
        self.phones[phone].late.clear();
        self.phones[phone].rolled_back = true;
        self.forgive();
    }

    /// What a device forgot by being set back to an old copy, and no server has, nobody can be blamed for.
    fn forgive(&mut self) {
        let known: BTreeSet<_> = self.phones.iter().flat_map(Phone::known).collect();
        let rolled = self.phones.iter().any(|phone| phone.rolled_back);
        let books = &self.ward.books;
        for phone in &mut self.phones {
            phone.saved.retain(|saved| {
                let id = saved.change.id;
                !rolled || known.contains(&id) || books.taken.contains_key(&id)
            });
        }
    }

    fn sign_out_or_revoke(&mut self, phone: usize) {
        let device = self.phones[phone].device;
        if self.chance.one_in(2) {
            self.ward.revoked.insert(device);
            for phone in self.phones.iter_mut().filter(|phone| phone.device == device) {
                phone.dropped.extend([Scope::OrgAll, Scope::OrgStaff]);
                for district in &self.districts {
                    phone.dropped.extend([Scope::DistrictAll(*district), Scope::DistrictStaff(*district)]);
                }
            }
        } else if let Some(session) = self.ward.sessions.remove(&device) {
            self.ward.away.insert(device, session);
        }
    }

    pub(super) fn sign_in(&mut self, phone: usize) {
        let device = self.phones[phone].device;
        self.ward.revoked.remove(&device);
        if let Some(session) = self.ward.away.remove(&device) {
            self.ward.sessions.insert(device, session);
        }
        self.step_if_open(phone, Event::Joined);
    }
}

fn node(number: u64) -> RecordId {
    derived(&["node", &number.to_string()])
}

/// What a person would go on typing.
pub(super) fn shown_draft(disk: &Disk) -> Option<Vec<u8>> {
    let draft = disk.get(Table::Draft, DRAFT)?;
    // A draft ends with a row of the queue that says more than its change; no other is asked.
    let ends = |table, row: &[u8]| table == Table::Queue && row.contains(&b'\n');
    (!disk.open_part(ends).ended(DRAFT)).then(|| draft.clone())
}
