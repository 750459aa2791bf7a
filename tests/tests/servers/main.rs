//! Several servers, each a process of its own, on one PostgreSQL: one of them, or the database, fails while devices push
//! and pull through whichever answers.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod crowd;
mod moved;
mod pair;

use std::thread;

use tsunagari_postgres::Cluster;
use tsunagari_tests::http1::Request;
use tsunagari_tests::place::{Folder, signal};
use tsunagari_tests::wait;

use crate::crowd::Crowd;
use crate::pair::{Answer, Pair, log};

/// How often a trouble is made in one test.
const ROUNDS: usize = 3;
/// Batches that must be answered between two troubles, so that each comes in the middle of something.
const BETWEEN: usize = 12;

#[test]
fn one_server_killed_and_nothing_answered_is_lost_or_doubled() {
    let mut pair = Pair::new(Cluster::shared());
    let mut crowd = Crowd::gather(&pair, 4);
    for round in 0..ROUNDS {
        crowd.answered_more(BETWEEN);
        pair.servers[round % 2].kill();
        crowd.answered_more(BETWEEN);
        pair.servers[round % 2].again().unwrap();
    }
    crowd.answered_more(BETWEEN);
    crowd.end(&pair);
}

#[test]
fn one_server_stopped_and_nothing_answered_is_lost_or_doubled() {
    let mut pair = Pair::new(Cluster::shared());
    let mut crowd = Crowd::gather(&pair, 4);
    for round in 0..ROUNDS {
        crowd.answered_more(BETWEEN);
        pair.servers[round % 2].stop().unwrap();
        crowd.answered_more(BETWEEN);
        pair.servers[round % 2].again().unwrap();
    }
    crowd.answered_more(BETWEEN);
    crowd.end(&pair);
}

/// The database gives the ward back that a sleeping server holds, and what the server had begun it begins anew.
#[test]
fn one_server_put_to_sleep_in_the_middle_of_a_write_stops_nobody_and_goes_on_when_it_wakes() {
    let pair = Pair::new(Cluster::shared());
    let mut crowd = Crowd::gather(&pair, 4);
    for round in 0..2 {
        crowd.answered_more(BETWEEN);
        let pid = pair.servers[round % 2].pid().unwrap();
        wait::until("the server to sleep while it holds the ward", || {
            signal("-STOP", &[pid]);
            if pair.holds_a_ward(pid) {
                return Some(());
            }
            signal("-CONT", &[pid]);
            None
        })
        .unwrap();
        crowd.answered_more(BETWEEN);
        signal("-CONT", &[pid]);
    }
    crowd.answered_more(BETWEEN);
    crowd.end(&pair);
}

#[test]
fn sixty_four_writers_in_one_scope_over_two_servers_and_pullers_see_every_version() {
    let pair = Pair::new(Cluster::shared());
    let crowd = Crowd::gather(&pair, 0);
    let device = pair.device();
    thread::scope(|scope| {
        for n in 0..64 {
            let (pair, device) = (&pair, &device);
            scope.spawn(move || {
                for turn in 0..3 {
                    let batch = [log(1), log(1)];
                    let answer = pair.push(device, (n + turn) % 2, &batch);
                    let Answer::Outcomes(outcomes) = answer else { panic!("{answer:?}") };
                    assert!(outcomes.iter().all(|outcome| outcome["outcome"] == "applied"), "{outcomes:?}");
                }
            });
        }
    });
    assert_eq!(pair.all(&device), (1..=64 * 3 * 2).collect::<Vec<_>>());
    crowd.end(&pair);
}

#[test]
fn requests_of_two_scopes_in_opposite_order_are_all_answered() {
    let pair = Pair::new(Cluster::shared());
    let device = pair.device();
    thread::scope(|scope| {
        for n in 0..24 {
            let (pair, device) = (&pair, &device);
            scope.spawn(move || {
                let scopes = if n % 2 == 0 { [1, 2, 1, 2] } else { [2, 1, 2, 1] };
                for turn in 0..4 {
                    let answer = pair.push(device, (n + turn) % 2, &scopes.map(log));
                    let Answer::Outcomes(outcomes) = answer else { panic!("{answer:?}") };
                    assert!(outcomes.iter().all(|outcome| outcome["outcome"] == "applied"), "{outcomes:?}");
                }
            });
        }
    });
    pair.check();
}

#[test]
fn without_the_database_a_server_says_come_again_and_goes_on_when_it_is_back() {
    let cluster = Cluster::start().unwrap();
    let pair = Pair::new(&cluster);
    let mut crowd = Crowd::gather(&pair, 4);
    for _ in 0..ROUNDS {
        crowd.answered_more(BETWEEN);
        cluster.restart().unwrap();
    }
    crowd.answered_more(BETWEEN);
    cluster.stop().unwrap();
    let device = pair.device.clone();
    let batch = [log(1)];
    for server in 0..2 {
        let answer = pair.push(&device, server, &batch);
        assert!(matches!(&answer, Answer::ComeAgain(503)), "{answer:?}");
        let health = pair.servers[server].ask(Request::new("GET", "/health")).unwrap();
        assert_eq!(health.status, 503, "whoever shares out requests goes by it");
    }
    cluster.again().unwrap();
    let outcomes = wait::until("the change to be taken", || match pair.push(&device, 0, &batch) {
        Answer::Outcomes(outcomes) => Some(outcomes),
        _ => None,
    });
    assert_eq!(outcomes.unwrap()[0]["outcome"], "applied");
    crowd.answered_more(BETWEEN);
    crowd.end(&pair);
}

#[test]
fn a_second_server_with_another_key_does_not_start() {
    let pair = Pair::new(Cluster::shared());
    let elsewhere = Folder::new("elsewhere").unwrap();
    let said = pair.command(&["org", "list"], elsewhere.path());
    assert!(!said.status.success());
    assert!(String::from_utf8_lossy(&said.stderr).contains("pepper"), "{said:?}");
    assert!(pair.command(&["org", "list"], pair.servers[1].data()).status.success());
}
