//! Ten thousand histories of a ward with a bad network: nothing saved is lost, everybody ends with the same records.

use tsunagari_world::histories::{histories, history, setting};

/// Seeds that once failed; they run first. 2, 11, 60 and 185 found faults of the world itself while it was being built;
/// 2860 a record read from the copy of an epoch that was over and laid over the new one; 3956 a change set aside by one
/// window after another had sent it; 4419 the world again; 7728 a log sent to a district that was taken away and then lost
/// with a restore.
const KEPT: &[u64] = &[2, 11, 60, 185, 2860, 3956, 4419, 7728];
/// Histories of one run, unless TSUNAGARI_SEEDS says another number; a build that is not optimised runs a few.
const HISTORIES: u64 = if cfg!(debug_assertions) { 100 } else { 10_000 };

#[test]
fn kept_seeds_first() {
    for seed in KEPT {
        history(*seed);
    }
}

#[test]
fn histories_lose_nothing_and_end_alike() {
    let (from, count) = (setting("TSUNAGARI_FROM", 1), setting("TSUNAGARI_SEEDS", HISTORIES));
    let sum = histories(from..from.saturating_add(count));
    println!("{count} histories from seed {from}: {sum:?}");
    if count >= 100 {
        let met =
            [sum.crashes, sum.restores, sum.parallels, sum.refused, sum.folds, sum.bundles, sum.counted];
        assert!(met.iter().all(|times| *times > 0), "the world has grown too kind: {sum:?}");
    }
}

/// I10.
#[test]
fn the_same_seed_gives_the_same_history() {
    let from = setting("TSUNAGARI_FROM", 1);
    for seed in from..from.saturating_add(40) {
        assert_eq!(history(seed), history(seed), "seed {seed}");
    }
}
