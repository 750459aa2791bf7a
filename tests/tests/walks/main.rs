//! What people do with the app, from the link to 「送信済み」, in three browsers against the real server behind a network that can
//! fail: each file is a story, `town.rs` has the words in which they are told.

/// Each story in each engine, under its own name.
macro_rules! in_engines {
    ($($story:ident: $($name:ident in $engine:ident),+;)*) => {$($(
        #[test]
        fn $name() -> Outcome<()> { $story(Engine::$engine) }
    )+)*};
}

mod aside;
mod asked;
mod attention;
mod barriers;
mod behind;
mod courier;
mod desk;
mod erased;
#[expect(dead_code, reason = "a campaign tells the longer of its stories")]
mod exports;
mod faults;
mod few;
mod figures;
mod found;
mod grid;
mod group;
mod handed;
mod hostile;
mod import;
mod killed;
mod looks;
mod lost;
mod midnight;
mod month;
mod network;
mod offline;
mod paper;
mod part;
mod plan;
mod practice;
mod reading;
mod renewed;
mod results;
mod returned;
mod rule;
mod sights;
mod staff;
mod tabs;
mod taps;
mod town;
mod two;
mod ward;
