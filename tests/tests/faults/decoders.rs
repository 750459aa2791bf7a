//! F25: every decoder on some thousands of spoilt inputs, and on all that once made one panic.

use tsunagari_tests::faults::decoders::targets;

/// Inputs of each target; tables and plans cost more to read.
const INPUTS: usize = 20_000;
const TABLES: usize = 3_000;
const SEED: u64 = 25;

#[test]
fn no_decoder_panics_on_what_was_spoilt_by_chance() {
    let silent = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {})); // a panic is found by its input, which is kept
    let tried: Vec<_> = targets()
        .unwrap()
        .iter()
        .map(|target| {
            let most = if ["csv", "xlsx", "plan"].contains(&target.name) { TABLES } else { INPUTS };
            (target.name, target.tried(SEED, |inputs| inputs < most).unwrap())
        })
        .collect();
    std::panic::set_hook(silent);
    for (name, tried) in &tried {
        println!("{name}: {} inputs, {} kept, slowest {:?}", tried.inputs, tried.kept, tried.slowest);
        assert!(tried.crashers.is_empty(), "{name} panicked; the inputs are kept: {:#?}", tried.crashers);
    }
}
