//! F10: the process dies at each stage of a request, in ten different requests; in the transaction, at many places.

use tsunagari_tests::faults::scene::Scene;
use tsunagari_tests::faults::stages::{STAGES, die};
use tsunagari_tests::wait::timed;

/// Requests in which it dies, for each stage.
const TIMES: usize = 10;
/// From one place in the transactions to the next, and how many: over more than a request, and never at the same statements.
const STRIDE: usize = 7;
const PLACES: usize = 40;

#[test]
fn killed_at_any_stage_of_a_request_it_is_there_whole_or_not_at_all_and_a_repeat_takes_effect_once() {
    let scene = Scene::new().unwrap();
    for (stage, committed) in STAGES {
        let nth: Vec<usize> = match stage {
            "statement" => (0..PLACES).map(|n| n * STRIDE + 1).collect(),
            _ => (1..=TIMES).collect(),
        };
        let (tried, took) =
            timed(|| nth.iter().map(|n| die(&scene, stage, committed, *n).unwrap()).collect::<Vec<_>>());
        for (n, tried) in nth.iter().zip(&tried) {
            assert!(tried.struck, "{stage} {n} was never passed");
            assert!(tried.wrong.is_empty(), "{stage} {n}: {tried:#?}");
        }
        println!("{stage}: {} deaths, {took:?}", tried.len());
    }
}
