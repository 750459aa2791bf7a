//! What つながり帳 thinks, for phone and server alike: no async, clock, chance, log, browser or SQL in here.
//!
//! The one way round: a page asks with an `Intent`; core may refuse, else gives a [`change::Change`]; the device
//! keeps it in its queue and shows it at once; the sync machine sends it; the server's desk merges it into a
//! [`record::Record`]; the feed brings the record back.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod activity;
pub mod base64;
pub mod book;
pub mod calendar;
pub mod change;
pub mod chart;
pub mod device;
pub mod district;
pub mod draft;
pub mod figures;
pub mod grant;
pub mod group;
pub mod ics;
pub mod id;
pub mod import;
pub mod inquiry;
pub mod intent;
pub mod json;
pub mod kind;
pub mod merge;
pub mod office;
pub mod org;
pub mod paper;
pub mod paste;
pub mod person;
pub mod place;
pub mod plan;
pub mod planted;
pub mod query;
pub mod record;
pub mod report;
pub mod rights;
pub mod schema;
pub mod session;
pub mod shelf;
pub mod sorted;
pub mod sync;
pub mod text;
pub mod view;
