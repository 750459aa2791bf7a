//! Browsers killed a hundred times, updated thirty times an engine, robbed of their database, without room, handed on: the
//! tests' own stories of faults, for longer. TSUNAGARI_STORY tells those alone whose names hold it.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

/// The walks' own list of tests: none here.
macro_rules! in_engines {
    ($($all:tt)*) => {};
}

#[path = "../tests/walks/exports.rs"]
mod exports;
#[expect(dead_code, reason = "a campaign tells some of the walks' stories")]
#[path = "../tests/walks/faults.rs"]
mod faults;
#[expect(dead_code, reason = "as above")]
#[path = "../tests/walks/paper.rs"]
mod paper;
#[expect(dead_code, reason = "as above")]
#[path = "../tests/walks/town.rs"]
mod town;

use tsunagari_tests::browser::Engine;
use tsunagari_tests::proof::Proof;
use tsunagari_tests::trouble::Outcome;
use tsunagari_tests::wait::timed;

/// Kills in each of two engines, in stories of so many.
const KILLS: u32 = 100;
const IN_ONE: u32 = 25;
/// Builds that follow one another, in each of three engines.
const BUILDS: u32 = 30;

/// Databases that are lost, that never open, presses with ever less room, people who follow one another.
const LOST: u32 = 5;
const HANGS: u32 = 10;
const STEPS: u32 = 50;
const SWITCHES: u32 = 20;

fn main() -> Outcome<()> {
    type Story = fn() -> Outcome<()>;
    let stories: [(&str, u32, Story); 9] = [
        ("F6 handle lost, Chromium", LOST, || faults::a_handle_is_lost(Engine::Chromium, LOST)),
        ("F6 storage killed, WebKit", LOST, || faults::webkits_database_is_lost(LOST)),
        ("F7 a database that never opens, Chromium", HANGS, || {
            faults::a_database_that_never_opens_is_told(Engine::Chromium, HANGS)
        }),
        ("F7 a database that never opens, Firefox", HANGS, || {
            faults::a_database_that_never_opens_is_told(Engine::Firefox, HANGS)
        }),
        ("F7 a database that never opens, WebKit", HANGS, || {
            faults::a_database_that_never_opens_is_told(Engine::WebKit, HANGS)
        }),
        ("F8 room running out, Chromium", STEPS, || faults::room_runs_out(Engine::Chromium, STEPS)),
        ("F20 from hand to hand, Chromium", SWITCHES, || {
            faults::people_follow_one_another(Engine::Chromium, SWITCHES)
        }),
        ("F40 a table out offline and without room, Chromium", 6, || {
            exports::a_table_goes_out_whole_without_a_network_and_without_room(Engine::Chromium)
        }),
        ("F40 five thousand rows out, Chromium", 4, || {
            exports::five_thousand_rows_go_out_whole(Engine::Chromium)
        }),
    ];
    for (what, count, story) in stories.into_iter().filter(|(what, ..)| wanted(what)) {
        let (told, took) = timed(story);
        keep(what, count, told, took)?;
    }
    for (engine, what) in [(Engine::Chromium, "kill -9 of Chromium"), (Engine::Firefox, "kill -9 of Firefox")]
        .into_iter()
        .filter(|(_, what)| wanted(what))
    {
        let (told, took) = timed(|| {
            (0..KILLS / IN_ONE)
                .try_for_each(|story| faults::kills_at_any_moment(engine, IN_ONE, u64::from(story) + 100))
        });
        keep(what, KILLS, told, took)?;
    }
    for (engine, what) in [
        (Engine::Chromium, "builds after one another, Chromium"),
        (Engine::Firefox, "builds after one another, Firefox"),
        (Engine::WebKit, "builds after one another, WebKit"),
    ]
    .into_iter()
    .filter(|(_, what)| wanted(what))
    {
        let (told, took) = timed(|| faults::builds_follow_one_another(engine, BUILDS));
        keep(what, BUILDS, told, took)?;
    }
    Ok(())
}

fn wanted(what: &str) -> bool {
    std::env::var("TSUNAGARI_STORY").map_or(true, |named| what.contains(&named))
}

fn keep(what: &'static str, count: u32, told: Outcome<()>, took: std::time::Duration) -> Outcome<()> {
    let violations = usize::from(told.is_err());
    let said = match &told {
        Ok(()) => String::new(),
        Err(trouble) => trouble.to_string().replace(['\t', '\n'], " "),
    };
    let proof = Proof { what, count: count as usize, violations, took, figures: said };
    println!("{}", proof.kept("browsers")?);
    Ok(())
}
