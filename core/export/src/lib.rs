//! Sheets as files: the XLSX of what `tsunagari_core::paper` tells, whose CSV is core's own. No storage, no clock, no page,
//! and no word of what a sheet means.
#![forbid(unsafe_code)]

mod height;
mod look;
mod name;
mod xlsx;

#[cfg(test)]
mod tests;

pub use tsunagari_core::paper::{Cell, Column, Row, Sheet, Style, Value, to_csv};
pub use xlsx::{Fault, Made, to_xlsx};
