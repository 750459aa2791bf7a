//! A ward's file beside a plan: bytes into a table or a plan's own text under their guards, what it would change, what is to be written. No
//! storage, no network, no page; what a table means is core's (`tsunagari_core::import`).
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

mod decode;
mod deed;
mod given;
mod ground;
pub mod org_file;
pub mod own_file;
pub mod plan_file;
pub mod preview;
mod refused;
mod report;
mod row;
pub mod sheet_file;
mod tables;
mod whole;
mod xlsx;

#[cfg(test)]
mod tests;

pub use deed::{Deed, deeds, of_plan};
pub use given::{Given, given};
pub use ground::{Found, Ground, ROWS, plan_record, record};
pub use refused::Refused;
pub use report::report;
pub use row::Row;
pub use whole::{Brought, bring, bring_table, whole, with_known_bodies};

pub use tsunagari_core::import::FILE_BYTES;
use tsunagari_core::import::{Table, separated};

/// What a file may become when it is inflated, in bytes.
pub const INFLATED_BYTES: u64 = 16 * 1024 * 1024;

/// Reads a table by what it is, whatever its name says.
pub fn table(bytes: &[u8]) -> Result<Table, Refused> {
    match given(bytes)? {
        Given::Table(table) => Ok(table),
        Given::Own(text) => Ok(separated::table(&text)),
    }
}
