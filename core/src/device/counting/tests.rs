//! Adding up months with own logs that the server does not have yet: nothing counts twice, wherever it lies.

use serde_json::json;

use super::*;
use crate::activity::id_for_session;
use crate::calendar::WallTime;
use crate::change::{Base, PROTOCOL};
use crate::device::reading::Need;
use crate::device::rows::{Holding, Live, write_heads, write_queued};
use crate::id::{ChangeId, DistrictId, EpochId, PersonId, SessionId, derived};
use crate::record::{Fields, Hand};
use crate::sync::cell;

fn scope() -> Scope {
    Scope::DistrictAll(DistrictId::of(derived(&["hinata"])))
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The id of the meeting on 10 November.
fn meeting() -> RecordId {
    id_for_session(SessionId::of(derived(&["session"])), day("2026-11-10"), 1).record()
}

fn fields(on: &str) -> Fields {
    let session = derived(&["session"]).to_string();
    let fields = json!({ "what": "salon", "day": on, "held": "done", "session": session, "heads": 9 });
    fields.as_object().unwrap().clone().into_iter().collect()
}

fn record(id: RecordId, on: &str) -> Record {
    let hand = Hand { by: Some(PersonId::of(derived(&["a"]))), at: WallTime::from_millis(0) };
    Record {
        id,
        kind: Kind::Activity,
        scope: scope(),
        version: 3,
        born: 3,
        made: hand,
        edited: hand,
        fields: fields(on),
        parallel: vec![],
    }
}

/// A phone whose one cell holds the record, with an own new log of the same id that nobody has answered.
fn phone(there: &Record, own: RecordId) -> (Device, Vec<u8>) {
    phone_with(there, own, Base::NEW, fields("2026-11-10"))
}

/// The same with an own change of these fields.
fn phone_with(there: &Record, own: RecordId, base: Base, set: Fields) -> (Device, Vec<u8>) {
    let cursor = Cursor { epoch: EpochId::from_uuid(derived(&["epoch"]).uuid()), version: 9 };
    let live = Some(Live { generation: 1, cursor });
    let copy = CopyKey { scope: scope(), generation: 1, class: Class::Log };
    let heads = [cell::head(Class::Log, 0, 9, std::slice::from_ref(there))];
    let change = Change {
        id: ChangeId::from_uuid(derived(&["change"]).uuid()),
        protocol: PROTOCOL,
        device: None,
        record: own,
        kind: Kind::Activity,
        scope: scope(),
        base,
        after: None,
        act: Act::Set(set),
        written_at: WallTime::from_millis(0),
        by: None,
    };
    let turn = keys::Turn { count: 1, change: change.id };
    let rows = [
        (
            Table::Meta,
            format!("{}{}", keys::HOLDING, scope()),
            write(&Holding { live, ..Holding::default() }),
        ),
        (Table::Directory, copy.to_string(), write_heads(&heads)),
        (Table::Queue, turn.to_string(), write_queued(change.to_bytes().unwrap(), &Default::default())),
    ];
    (Device::open(rows), cell::to_lines(std::slice::from_ref(there)))
}

/// Adds up October and November as a window does, and says how often there was a salon, and what it keeps in memory.
fn times(device: &Device, plain: &[u8], known: &mut Known) -> u64 {
    let months =
        Months { scopes: vec![scope()], from: day("2026-10-01").month(), to: day("2026-11-01").month() };
    let mut counting = device.count(&Kinds::default(), &months);
    counting.take_known(known);
    counting.take_kept(&SortedMap::new());
    while let Some(stretch) = counting.read_next() {
        let any = &|_: &Record| true;
        if stretch.plain && stretch.given.is_some() {
            counting.take_given(device, &stretch, None);
            continue;
        }
        let mut reading = match stretch.own && !stretch.plain {
            true => device.read(stretch.ask.clone(), any),
            false => device.read_given(stretch.ask.clone(), any),
        };
        while let Some(need) = reading.wants() {
            let Need::Cells(keys) = &need else { panic!("no fresh row") };
            let bytes = vec![plain.to_vec(); keys.len()];
            reading.take(&need, &bytes);
        }
        if stretch.plain {
            counting.take_given(device, &stretch, Some((reading.finish(), true)));
        } else {
            counting.take(&stretch, &reading.finish(), true);
        }
    }
    let (ledgers, found) = counting.finish();
    known.learn(found);
    ledgers.values().flat_map(|ledger| &ledger.lines).map(|line| line.times).sum()
}

#[test]
fn a_new_log_whose_id_a_cell_holds_in_another_month_counts_once() {
    // Somebody logged the meeting of 10 November, and then moved it to October.
    let (device, plain) = phone(&record(meeting(), "2026-10-20"), meeting());
    let mut known = Known::default();
    assert_eq!(times(&device, &plain, &mut known), 1);
    assert_eq!(times(&device, &plain, &mut known), 1, "from memory too");
    // Another meeting's log is another log.
    let other = id_for_session(SessionId::of(derived(&["session"])), day("2026-11-17"), 1).record();
    let (device, plain) = phone(&record(other, "2026-10-20"), meeting());
    assert_eq!(times(&device, &plain, &mut Known::default()), 2);
}

#[test]
fn a_kept_month_tells_which_of_its_logs_were_moved() {
    let kinds = Kinds::default();
    let of = |records: &[Record]| {
        let logs = records.iter().map(|record| (record, Activity::read(record)));
        let ledger = Ledger::build(&kinds, logs);
        assert_eq!(Ledger::read_lines(&ledger.to_lines().unwrap()).as_ref(), Some(&ledger));
        ledger.moved
    };
    let by_chance = RecordId::from_uuid(uuid::Uuid::from_u128(4 << 76 | 2 << 62));
    assert_eq!(of(&[record(meeting(), "2026-10-20")]), [meeting()]);
    assert_eq!(of(&[record(meeting(), "2026-11-10"), record(by_chance, "2026-11-11")]), []);
}

#[test]
fn a_year_is_one_row_of_which_a_mark_makes_one_month_old() {
    let other = id_for_session(SessionId::of(derived(&["session"])), day("2026-10-20"), 1).record();
    let (device, plain) = phone(&record(other, "2026-10-20"), meeting());
    // The own log waits in November.
    let months =
        Months { scopes: vec![scope()], from: day("2026-09-01").month(), to: day("2026-10-01").month() };
    let begun = |rows: &SortedMap<String, Vec<u8>>| {
        let mut counting = device.count(&Kinds::default(), &months);
        counting.wanted.insert((scope(), months.from));
        counting.take_kept(rows);
        counting
    };
    let read = |counting: &mut Counting| -> (Vec<Vec<Month>>, Vec<StoreOp>) {
        let (mut asked, mut batch) = (Vec::new(), Vec::new());
        while let Some(stretch) = counting.read_next() {
            batch.extend(counting.take(&stretch, &cell::lines(&plain).collect::<Vec<_>>(), true));
            asked.push(stretch.months);
        }
        (asked, batch)
    };
    let mut first = begun(&SortedMap::new());
    let (asked, batch) = read(&mut first);
    assert_eq!(asked, [[months.from, months.to]]);
    let [StoreOp::Put(Table::Totals, key, row)] = batch.as_slice() else { panic!("{batch:?}") };
    assert_eq!(*key, keys::totals(scope(), day("2026-10-01").fiscal_year()));
    let mut rows: SortedMap<_, _> = [(key.clone(), row.clone())].into_iter().collect();
    assert_eq!(read(&mut begun(&rows)).0, [] as [Vec<Month>; 0], "both are read from the one row");
    // A page brought a log of September with a version that the row does not tell of.
    rows.insert(keys::month_mark(scope(), "2026-09"), write::<Version>(&10));
    let mut again = begun(&rows);
    assert_eq!(again.found.keys().map(|at| at.1).collect::<Vec<_>>(), [months.to]);
    let (asked, batch) = read(&mut again);
    assert_eq!(asked, [[months.from]]);
    let [StoreOp::Put(_, _, anew)] = batch.as_slice() else { panic!("{batch:?}") };
    let texts = |row: &[u8]| -> Vec<String> {
        String::from_utf8_lossy(row).split(NEXT_MONTH).map(str::to_owned).collect()
    };
    assert_eq!(texts(anew).len(), 2, "the other month stays in the row");
    assert_eq!(texts(anew).get(1), texts(row).get(1));
}

/// A log of no session, at a place, by a group or by nobody's.
fn at(place: &str, group: Option<&str>, what: &str, on: &str) -> Fields {
    let group = group.map(|name| derived(&[name]).to_string());
    let said = json!({ "what": what, "day": on, "held": "done", "place": derived(&[place]).to_string(), "group": group, "heads": 9 });
    said.as_object().unwrap().clone().into_iter().filter(|(_, value)| !value.is_null()).collect()
}

#[test]
fn a_month_with_an_own_change_laid_over_it_is_the_month_added_up_anew() {
    let kinds = Kinds::default();
    let month = day("2026-11-01").month();
    let there: Vec<Record> = [
        at("hall", Some("g"), "salon", "2026-11-10"),
        at("hall", None, "salon", "2026-11-11"),
        at("park", Some("g"), "salon", "2026-11-10"),
        at("park", Some("h"), "aisatsu", "2026-11-10"),
    ]
    .into_iter()
    .zip(["1", "2", "3", "4"])
    .map(|(fields, name)| Record { fields, ..record(derived(&["there", name]), "2026-11-10") })
    .collect();
    let given = Given::new(&kinds, month, there.clone());
    let known = Base { version: 3, ..Base::NEW };
    let new = derived(&["own"]);
    let only = |field: &str, value: serde_json::Value| Fields::from([(field.to_owned(), value)]);
    for (own, base, set) in [
        // Another log, one at a place where none was, and one that says the same as the nameless one.
        (new, Base::NEW, at("hall", Some("g"), "salon", "2026-11-17")),
        (new, Base::NEW, at("school", Some("g"), "salon", "2026-11-10")),
        (new, Base::NEW, at("hall", Some("h"), "salon", "2026-11-11")),
        // One that is there is held elsewhere, was of another kind, or had nobody's place.
        (there[0].id, known, only("place", json!(derived(&["park"]).to_string()))),
        (there[3].id, known, only("what", json!("salon"))),
        (there[2].id, known, only("place", json!(null))),
    ] {
        let (device, _) = phone_with(&there[0], own, base, set.clone());
        let laid = device.lay_over_month(&kinds, (scope(), month), &given);
        let mut all = there.clone();
        match all.iter_mut().find(|record| record.id == own) {
            Some(record) => record.fields.extend(set.clone()),
            None => {
                all.push(Record { fields: set.clone(), version: 0, born: 0, ..record(own, "2026-11-10") });
            }
        }
        all.iter_mut().for_each(|record| record.fields.retain(|_, value| !value.is_null()));
        let logs = all.iter().map(|record| (record, Activity::read(record)));
        let anew = Ledger::build(&kinds, logs);
        let moved = |ledger: &Ledger| ledger.moved.iter().copied().collect::<SortedSet<_>>();
        assert_eq!((&laid.lines, moved(&laid)), (&anew.lines, moved(&anew)), "{set:?}");
    }
}
