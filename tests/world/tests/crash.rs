//! A phone dies at every single operation of its store, before it, after it, and so that what was written relaxed goes too,
//! over fifty scripts: nothing saved is lost, nothing happens twice.

use std::collections::BTreeSet;

use serde_json::json;
use tsunagari_core::change::{Act, Change};
use tsunagari_core::device::tables::{StoreOp, Table};
use tsunagari_core::id::ChangeId;
use tsunagari_core::sync::machine::{Event, Limits};
use tsunagari_world::chance::Chance;
use tsunagari_world::house::{Death, Fate, House, Phone};
use tsunagari_world::law;

/// Scripts that are played.
const SCRIPTS: u64 = 50;

/// Plays one script; gives the changes that were saved, and the number of operations.
fn play(script: u64, death: Option<(usize, Death)>) -> (House, Phone, BTreeSet<ChangeId>, usize) {
    let mut house = House::default();
    let (mut phone, mut other) = (house.phone(), house.phone());
    // Small limits, to fold and to cut often.
    phone.limits = Limits { changes: 3, fresh: 3, cell: 3 };
    phone.open();
    house.go(&mut other, Event::Opened);
    house.operations = 0;
    house.death = death;
    house.go(&mut phone, Event::Opened);
    let mut chance = Chance::new(script);
    let mut saved = BTreeSet::new();
    let mut operations = 0;
    for _ in 0..12 {
        match chance.below(8) {
            0 => house.fates.push_back(Fate::Lost),
            1 => house.ward.backup(),
            2 => house.ward.restore(&mut chance),
            3 => {
                // What the other phone's store does is not counted, and it does not die.
                operations = house.operations;
                let death = house.death.take();
                let change = other.change(&mut house, "log 1", act(&mut chance));
                let batch = other.press(&change);
                house.go(&mut other, Event::Written(batch));
                (house.operations, house.death) = (operations, death);
            }
            _ => {
                let record = format!("log {}", chance.below(6));
                let act = act(&mut chance);
                let change = phone.change(&mut house, &record, act);
                let tidies = chance.below(2) == 0;
                saved.extend(save(&mut house, &mut phone, &change, tidies));
            }
        }
        house.now += 1_000;
    }
    operations = operations.max(house.operations);
    house.fates.clear();
    for _ in 0..4 {
        house.again(&mut phone);
    }
    (house, phone, saved, operations)
}

fn act(chance: &mut Chance) -> Act {
    match chance.below(6) {
        0 => Act::Remove,
        1 => Act::Restore,
        _ => Act::Set([("head.adult".to_owned(), json!(chance.below(5)))].into()),
    }
}

/// A press; gives the change's id if the disk has it.
fn save(house: &mut House, phone: &mut Phone, change: &Change, tidies: bool) -> Option<ChangeId> {
    let seen: Vec<_> = phone.view().into_iter().filter(|seen| seen.id == change.record).collect();
    // What is typed anew is not taken for the draft that ended.
    let ended = phone.machine.device().ended(DRAFT);
    let mut typed = if ended { phone.machine.device().tidy() } else { Vec::new() };
    typed.push(StoreOp::Put(Table::Draft, DRAFT.to_owned(), b"typed".to_vec()));
    if !house.write_relaxed(phone, &typed) {
        house.death = None;
        house.go(phone, Event::Opened);
        return None;
    }
    phone.machine.tidied(&typed);
    let power = house.death.is_some_and(|(_, death)| death == Death::Power);
    let Ok(batch) = phone.machine.device().save(std::slice::from_ref(change), &seen, Some((DRAFT, None)))
    else {
        return None;
    };
    let lives = house.write(phone, &batch);
    let queued = phone.disk.open().queue().keys().any(|turn| turn.change == change.id);
    let whole = |phone: &Phone| if power { !(drafted(phone) && queued) } else { drafted(phone) != queued };
    assert!(whole(phone), "it is a draft, or it is saved");
    // What was saved is laid where it belongs before it is sent, or with the answer.
    let tidy = if tidies { phone.disk.open().tidy() } else { Vec::new() };
    let lives = lives && (tidy.is_empty() || house.write_relaxed(phone, &tidy));
    assert!(whole(phone), "whatever was laid where");
    if lives {
        house.go_tidied(phone, Event::Written(batch), &tidy);
    } else {
        house.death = None;
        house.go(phone, Event::Opened);
    }
    queued.then_some(change.id)
}

/// The draft that every press ends.
const DRAFT: &str = "person/log";

/// Whether there is something to go on typing.
fn drafted(phone: &Phone) -> bool {
    phone.disk.get(Table::Draft, DRAFT).is_some() && !phone.disk.open().ended(DRAFT)
}

#[test]
fn nothing_is_lost_at_any_step() {
    let mut deaths = 0;
    for script in 0..SCRIPTS {
        let (.., operations) = play(script, None);
        for step in 1..=operations {
            for how in [Death::Before, Death::After, Death::Power] {
                let (house, phone, saved, _) = play(script, Some((step, how)));
                let told = format!("script {script}, operation {step}, {how:?}");
                assert_eq!(phone.machine.status().unsent, 0, "{told}: {:?}", phone.machine.status());
                for id in saved {
                    let taken = house.ward.books.taken.contains_key(&id);
                    assert!(taken, "{told}: {id} was saved, and is nowhere");
                }
                law::all(&house.ward);
                let mut shown = phone.view();
                let mut records: Vec<_> =
                    house.ward.books.records.values().map(|stored| stored.record.clone()).collect();
                shown.sort_by_key(|record| record.id);
                records.sort_by_key(|record| record.id);
                assert_eq!(shown, records, "{told}");
                deaths += 1;
            }
        }
    }
    println!("{deaths} deaths over {SCRIPTS} scripts");
    assert!(deaths > 3_000, "{deaths} deaths");
}
