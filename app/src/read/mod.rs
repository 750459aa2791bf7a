//! Read models: from core's records to what a page shows, in plain data; no signal, no word of ours, no browser.
//!
//! A page may be drawn on any phone at any time, so everything here is total: what is missing is told as missing.

pub mod becomes;
pub mod book;
pub mod counted;
pub mod find;
pub mod naming;
pub mod outline;
pub mod progress;
pub mod sheet;
pub mod ties;
pub mod told;

#[cfg(test)]
mod tests;
