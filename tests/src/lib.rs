//! What shakes the house: the machinery that the tests in `tests/tests/` stand on. It holds no checks of its own.
//!
//! The real thing from outside: `server` (the binary as a process), `browser` (three engines), `proxy` (a bad network), `walk`
//! (steps for a browser without a driver), `site` (pages without a server), `shell` (builds of the app's shell).
//! For the campaigns: `numbers` (random wards counted by core and by SQL), `faults` (what is done to the real server, over
//! the ward of `small`), `proof` (the line that a campaign leaves behind). For the benches: `archive` (a ward with years of logs), `house` (a server over it), `bare` (its database by hand), `figures` (a table with its limits), `lab` (pages that measure). `pdf` reads what a browser printed, `said` has a table's words.

pub mod archive;
pub mod bare;
pub mod browser;
pub mod faults;
pub mod figures;
pub mod house;
pub mod http1;
pub mod lab;
mod listener;
pub mod newer;
pub mod numbers;
pub mod pdf;
pub mod place;
pub mod proof;
pub mod proxy;
pub mod said;
pub mod server;
pub mod shell;
pub mod site;
pub mod small;
pub mod trouble;
pub mod wait;
mod walk;
