//! The stories of faults (`faults.rs`), each as often as a test may tell it; a campaign tells them for longer.

use tsunagari_tests::browser::Engine;
use tsunagari_tests::trouble::Outcome;

use crate::faults::{
    a_database_that_never_opens_is_told, a_handle_is_lost, a_silent_line_makes_nobody_wait,
    builds_follow_one_another, kills_at_any_moment, nothing_that_answers_is_taken_for_the_server,
    people_follow_one_another, room_runs_out, storage_goes_kind_by_kind, webkits_database_is_lost,
};

const KILLS: u32 = 10;
const BUILDS: u32 = 3;
const LOST: u32 = 2;
const SWITCHES: u32 = 2;
const STEPS: u32 = 3;

fn ten_kills(engine: Engine) -> Outcome<()> {
    kills_at_any_moment(engine, KILLS, 1)
}

fn three_builds(engine: Engine) -> Outcome<()> {
    builds_follow_one_another(engine, BUILDS)
}

fn three_people(engine: Engine) -> Outcome<()> {
    people_follow_one_another(engine, SWITCHES)
}

fn it_never_opens(engine: Engine) -> Outcome<()> {
    a_database_that_never_opens_is_told(engine, 1)
}

fn it_is_lost(engine: Engine) -> Outcome<()> {
    a_handle_is_lost(engine, LOST)
}

#[test]
fn webkit_loses_its_database_again_and_again() -> Outcome<()> {
    webkits_database_is_lost(LOST)
}

fn three_steps(engine: Engine) -> Outcome<()> {
    room_runs_out(engine, STEPS)
}

in_engines! {
    nothing_that_answers_is_taken_for_the_server: chromium_takes_nothing_for_the_server in Chromium,
        firefox_takes_nothing_for_the_server in Firefox,
        webkit_takes_nothing_for_the_server in WebKit;
    a_silent_line_makes_nobody_wait: chromium_waits_for_no_silent_line in Chromium,
        webkit_waits_for_no_silent_line in WebKit;
    storage_goes_kind_by_kind: chromium_gets_over_lost_storage_of_every_kind in Chromium;
    three_people: chromium_goes_from_hand_to_hand in Chromium;
    it_never_opens: chromium_tells_of_a_database_that_never_opens in Chromium,
        firefox_tells_of_a_database_that_never_opens in Firefox,
        webkit_tells_of_a_database_that_never_opens in WebKit;
    it_is_lost: chromium_loses_its_handle in Chromium;
    three_steps: chromium_runs_out_of_room in Chromium;
    three_builds: chromium_takes_three_builds in Chromium;
    ten_kills: chromium_outlives_ten_kills in Chromium, firefox_outlives_ten_kills in Firefox;
}
