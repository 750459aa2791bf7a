//! F22, F23: ten rounds of backup under load, loss and restore.

use tsunagari_tests::faults::restored::round;

const ROUNDS: u64 = 10;

#[test]
fn what_was_sent_after_the_backup_comes_back_from_the_phones_and_all_show_the_same() {
    let (mut saved, mut after) = (0, 0);
    for seed in 1..=ROUNDS {
        let round = round(seed, seed % 2 == 1).unwrap();
        assert!(round.wrong.is_empty(), "round {seed}: {round:#?}");
        assert!(round.after_backup > 0, "round {seed}: nothing came after the backup");
        (saved, after) = (saved + round.saved, after + round.after_backup);
    }
    println!("{ROUNDS} rounds, {saved} logs, {after} after the backup");
}
