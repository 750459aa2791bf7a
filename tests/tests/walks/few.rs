//! The stories of faults (`faults.rs`), each as often as a test may tell it; a campaign tells them for longer.

use tsunagari_tests::browser::Engine;
use tsunagari_tests::trouble::Outcome;

use crate::faults::{
    a_silent_line_makes_nobody_wait, builds_follow_one_another, kills_at_any_moment,
    nothing_that_answers_is_taken_for_the_server, storage_goes_kind_by_kind,
};

const KILLS: u32 = 10;
const BUILDS: u32 = 3;

fn ten_kills(engine: Engine) -> Outcome<()> {
    kills_at_any_moment(engine, KILLS, 1)
}

fn three_builds(engine: Engine) -> Outcome<()> {
    builds_follow_one_another(engine, BUILDS)
}

in_engines! {
    nothing_that_answers_is_taken_for_the_server: chromium_takes_nothing_for_the_server in Chromium,
        firefox_takes_nothing_for_the_server in Firefox;
    a_silent_line_makes_nobody_wait: chromium_waits_for_no_silent_line in Chromium,
        webkit_waits_for_no_silent_line in WebKit;
    storage_goes_kind_by_kind: chromium_gets_over_lost_storage_of_every_kind in Chromium;
    three_builds: chromium_takes_three_builds in Chromium;
    ten_kills: chromium_outlives_ten_kills in Chromium, firefox_outlives_ten_kills in Firefox;
}
