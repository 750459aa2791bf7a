//! Ten thousand histories of a ward with a bad network: nothing saved is lost, everybody ends with the same records.

use tsunagari_world::histories::{histories, history, setting};
use tsunagari_world::history::History;

/// Histories that once failed, one a line (tests/world/seeds/kept.txt).
const KEPT: &str = include_str!("../seeds/kept.txt");
/// Histories of one run, unless TSUNAGARI_SEEDS says another number; a build that is not optimised runs a few.
const HISTORIES: u64 = if cfg!(debug_assertions) { 40 } else { 10_000 };

#[test]
fn kept_histories_first() {
    let lines = KEPT.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let kept: Vec<History> = lines.map(|line| line.parse().unwrap()).collect();
    assert!(kept.len() >= 8, "{} histories are kept", kept.len());
    for one in &kept {
        history(one);
    }
}

/// The one that a failure names, or the first.
#[test]
fn one_history() {
    let line = std::env::var("TSUNAGARI_HISTORY").unwrap_or_else(|_| "1".to_owned());
    println!("{line}: {:?}", history(&line.parse().unwrap()));
}

#[test]
fn histories_lose_nothing_and_end_alike() {
    let (from, count) = (setting("TSUNAGARI_FROM", 1), setting("TSUNAGARI_SEEDS", HISTORIES));
    let sum = histories(from..from.saturating_add(count));
    println!("{count} histories from seed {from}: {sum:?}");
    assert!(sum.least >= 200, "a history of {} changes", sum.least);
    if count >= 40 {
        let met = [
            sum.crashes,
            sum.restores,
            sum.parallels,
            sum.refused,
            sum.folds,
            sum.bundles,
            sum.counted,
            sum.commits_lost,
            sum.clogs,
            sum.copies,
            sum.taken,
            sum.drafts,
            sum.given,
        ];
        assert!(met.iter().all(|times| *times > 0), "the world has grown too kind: {sum:?}");
    }
}

/// I10.
#[test]
fn the_same_history_goes_the_same_way() {
    let from = setting("TSUNAGARI_FROM", 1);
    for seed in from..from.saturating_add(20) {
        let one = History::of(seed);
        assert_eq!(history(&one), history(&one), "seed {seed}");
    }
}
