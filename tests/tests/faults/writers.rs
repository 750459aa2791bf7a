//! F35 over HTTP: sixty-four devices change one row at the same moment, each request twice at once, as a phone repeats one
//! whose answer it has given up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Barrier;
use std::thread;

use serde_json::{Value, json};
use tsunagari_core::change::{Act, Base, Change, Outcome};
use tsunagari_core::id::{ChangeId, RecordId, derived};
use tsunagari_core::org::Role;
use tsunagari_core::record::Record;
use tsunagari_core::sync::wire::{Cursor, SyncAnswer};
use tsunagari_tests::server::{Options, Server};
use tsunagari_tests::small::{Member, Small, base, fields};
use tsunagari_tests::wait::timed;

const WRITERS: usize = 64;
/// Each begins where all have seen what the one before came to.
const ROUNDS: usize = 3;
/// Times that each request is sent at once.
const SENT: usize = 2;

/// What a writer says in a round: a number of its own, and after it another.
fn heads(round: usize, writer: usize) -> [u64; 2] {
    let first = (round * WRITERS + writer) as u64 * 2 + 1_000;
    [first, first + 1]
}

fn id(round: usize, writer: usize, n: usize) -> ChangeId {
    let name = [round, writer, n].map(|part| part.to_string());
    ChangeId::from_uuid(derived(&["writer", &name[0], &name[1], &name[2]]).uuid())
}

/// The two changes of a request; the second is made after the first.
fn said(member: &Member, row: RecordId, seen: Base, round: usize, writer: usize) -> [Change; 2] {
    let [first, second] = heads(round, writer);
    let before = if round == 0 {
        member.log(id(round, writer, 0), row, first)
    } else {
        member.change(id(round, writer, 0), row, seen, Act::Set(fields(json!({ "heads": first }))))
    };
    let act = Act::Set(fields(json!({ "heads": second })));
    let after = Change { after: Some(before.id), ..member.change(id(round, writer, 1), row, seen, act) };
    [before, after]
}

fn outcomes(member: &Member, server: &Server, changes: &[Change; 2]) -> Vec<Outcome> {
    let bytes: Vec<String> = changes.iter().map(|change| change.to_bytes().unwrap()).collect();
    let answer = member.push(server, &bytes.iter().map(String::as_str).collect::<Vec<_>>()).unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    let said: SyncAnswer = serde_json::from_slice(&answer.body).unwrap();
    said.outcomes.into_iter().map(|answered| answered.outcome).collect()
}

/// The row, and how far its scope has come.
fn row(member: &Member, server: &Server, small: &Small, row: RecordId) -> (Option<Record>, u64) {
    let cursor = Cursor { epoch: small.epoch, version: 0 };
    let body = json!({ "protocol": 1, "feed": true, "cursors": { member.scope().to_string(): cursor } });
    let answer = server.ask(member.posting(server, "/api/v1/sync", body.to_string())).unwrap();
    let said: SyncAnswer = serde_json::from_slice(&answer.body).unwrap();
    let feed = said.feeds.into_iter().find(|feed| feed.scope == member.scope()).unwrap();
    (feed.records.into_iter().find(|record| record.id == row), feed.next.version)
}

#[test]
fn sixty_four_writers_of_one_row_are_all_answered_each_once_and_no_value_is_lost() {
    let small = Small::made_for(Role::Staff, 1, WRITERS).unwrap();
    let server =
        Server::over(small.copy().unwrap(), Options { no_sample: true, ..Options::default() }).unwrap();
    let (reader, shared) = (&small.members[0], derived(&["the", "row"]));
    let (_, mut before) = row(reader, &server, &small, shared);
    for round in 0..ROUNDS {
        let seen = if round == 0 { Base::NEW } else { base(small.epoch, before) };
        let all: Vec<[Change; 2]> =
            small.members.iter().zip(0..).map(|(member, n)| said(member, shared, seen, round, n)).collect();
        let (told, took) = timed(|| at_once(&small, &server, &all));
        println!("round {round}: {} requests answered, {took:?}", told.len() * SENT);
        judge(&small, &server, (round, before, shared), &told);
        before += (WRITERS * 2) as u64;
    }
    let path = format!("/api/v1/records/{shared}/history");
    let answer = server.ask(reader.getting(&server, &path)).unwrap();
    let history: Value = serde_json::from_slice(&answer.body).unwrap();
    let kept: BTreeSet<String> =
        history["changes"].as_array().unwrap().iter().map(|step| step["change"]["id"].to_string()).collect();
    assert_eq!(kept.len(), ROUNDS * WRITERS * 2, "every change is kept as it was made, once");
}

/// All begin at the same moment; each request's answers must be the same.
fn at_once(small: &Small, server: &Server, all: &[[Change; 2]]) -> Vec<Vec<Outcome>> {
    let gate = Barrier::new(WRITERS * SENT);
    thread::scope(|scope| {
        let sending: Vec<_> = small
            .members
            .iter()
            .zip(all)
            .map(|(member, changes)| {
                [(); SENT].map(|()| {
                    scope.spawn(|| {
                        gate.wait();
                        outcomes(member, server, changes)
                    })
                })
            })
            .collect();
        sending
            .into_iter()
            .map(|both| {
                let [first, second] = both.map(|sent| sent.join().unwrap());
                assert_eq!(first, second, "a repeat gets the first outcome");
                first
            })
            .collect()
    })
}

/// Each version once and without a gap; one value stands, and what the others said last is beside it under their names.
fn judge(
    small: &Small,
    server: &Server,
    (round, before, shared): (usize, u64, RecordId),
    told: &[Vec<Outcome>],
) {
    let versions: BTreeSet<u64> = told.iter().flatten().filter_map(Outcome::version).collect();
    let once: BTreeSet<u64> = (1..=(WRITERS * 2) as u64).map(|n| before + n).collect();
    assert_eq!(versions, once, "round {round}");
    let won = |outcomes: &Vec<Outcome>| outcomes.iter().all(|it| matches!(it, Outcome::Applied { .. }));
    let winners: Vec<usize> = (0..WRITERS).filter(|n| won(&told[*n])).collect();
    let [winner] = winners[..] else { panic!("round {round}: {winners:?} found nobody before them") };
    let (record, version) = row(&small.members[0], server, small, shared);
    let record = record.unwrap();
    assert_eq!(version, before + (WRITERS * 2) as u64, "nothing was done besides");
    assert_eq!(record.number("heads"), Some(heads(round, winner)[1]), "round {round}");
    let beside: BTreeMap<_, _> = record.parallel.iter().map(|it| (it.by, it.value.clone())).collect();
    let others: BTreeMap<_, _> = (0..WRITERS)
        .filter(|n| *n != winner)
        .map(|n| (Some(small.members[n].session.person), json!(heads(round, n)[1])))
        .collect();
    assert_eq!(beside, others, "round {round}");
    assert_eq!(record.parallel.len(), others.len(), "round {round}: each once");
}
