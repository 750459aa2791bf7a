//! Read models: from core's records to what a page shows, in plain data; no signal, no word of ours, no browser.
//!
//! A page may be drawn on any phone at any time, so everything here is total: what is missing is told as missing.

pub mod becomes;
pub mod code;
pub mod find;
pub mod naming;
pub mod narrowed;
pub mod paper;
pub mod progress;
pub mod rules;
pub mod ways;

/// The server's public pages show the same.
pub use tsunagari_core::book::{self, outline, sheet, ties, told};

#[cfg(test)]
mod tests;
