//! The `tsunagari` command: receives, keeps, serves the app. Rules of the domain are core's; only `platform` has a clock.
//!
//! A request goes: `http` decodes, `desk` asks core about each change and writes what it says through `storage`,
//! `feed` and `cells` read, `http` encodes.
#![forbid(unsafe_code)]

pub mod cells;
pub mod command;
pub mod config;
pub mod copies;
pub mod desk;
pub mod erase;
#[cfg(feature = "failpoints")]
pub mod failpoint;
pub mod feed;
pub mod http;
pub mod identity;
pub mod import;
pub mod join;
pub mod platform;
pub mod public;
pub mod sample;
pub mod secret;
pub mod storage;
pub mod summary;
