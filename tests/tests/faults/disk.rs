//! F11, F12: some of the calls to the disk, spread over the whole script.

use tsunagari_tests::faults::disk::Disk;
use tsunagari_tests::faults::scene::Tried;
use tsunagari_tests::wait::timed;

/// Calls at which it is killed, of each kind.
const KILLS: usize = 30;
/// Calls that fail, of each kind.
const FAILS: usize = 10;

/// So many places of 1 to `all`, evenly, each a little aside of the one before so that no step of a write is always missed.
fn spread(all: usize, count: usize) -> Vec<usize> {
    (0..count).map(|n| (n * all / count + n % 5 + 1).min(all)).collect()
}

fn told(what: &str, tried: &[(usize, Tried)]) {
    let wrong: Vec<_> = tried.iter().filter(|(_, tried)| !tried.wrong.is_empty()).collect();
    assert!(wrong.is_empty(), "{what}: {wrong:#?}");
    let struck = tried.iter().filter(|(_, tried)| tried.struck).count();
    let half = tried.iter().filter(|(_, tried)| tried.acked > 0 && tried.acked < 50).count();
    println!("{what}: {} runs, {struck} struck, {half} in the middle", tried.len());
    assert!(struck * 10 >= tried.len() * 8, "{what}: {struck} of {} came to pass", tried.len());
}

#[test]
fn killed_at_a_call_to_the_disk_it_opens_whole_and_nothing_acknowledged_is_missing_or_double() {
    let disk = Disk::new().unwrap();
    for (call, all) in &disk.calls {
        assert!(*all >= 40, "{call}: {all} calls, which is no script");
        let runs =
            || spread(*all, KILLS).into_iter().map(|k| (k, disk.kill(call, k).unwrap())).collect::<Vec<_>>();
        let (tried, took) = timed(runs);
        told(&format!("killed at {call} of {all}, {took:?}"), &tried);
    }
}

#[test]
fn a_disk_that_fails_or_is_full_is_told_and_nothing_is_acknowledged_until_it_is_over() {
    let disk = Disk::new().unwrap();
    for (call, error) in [("fsync", "EIO"), ("pwrite64", "ENOSPC")] {
        let all = disk.calls.get(call).copied().unwrap();
        let runs = || {
            spread(all, FAILS)
                .into_iter()
                .map(|k| (k, disk.fail(call, error, k).unwrap()))
                .collect::<Vec<_>>()
        };
        let (tried, took) = timed(runs);
        told(&format!("{error} at {call} of {all}, {took:?}"), &tried);
        assert!(
            tried.iter().filter(|(_, tried)| tried.acked == 50).count() >= FAILS / 2,
            "it goes on by itself"
        );
    }
}
