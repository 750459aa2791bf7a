//! The server from outside: a real listener, a real database in a folder, plain HTTP; every row of the contract that HTTP can show.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod bad;
mod contract;
mod doors;
mod files;
mod house;
mod import;
mod joining;
mod on_postgres;
mod plan_bytes;
mod plan_edit;
mod process;
mod public;
mod result;
