//! A ward's file beside a plan: bytes into a table under their guards, what it would change, what is to be written. No
//! storage, no network, no page; what a table means is core's (`tsunagari_core::import`).
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

mod decode;
mod deed;
mod ground;
pub mod preview;
mod refused;
mod report;
mod row;
pub mod sheet_file;
mod whole;
mod xlsx;

#[cfg(test)]
mod tests;

pub use deed::{Deed, deeds, of_plan};
pub use ground::{Found, Ground, ROWS, plan_record, record};
pub use refused::Refused;
pub use report::report;
pub use row::Row;
pub use whole::{Brought, bring, whole, with_known_bodies};

pub use tsunagari_core::import::FILE_BYTES;
use tsunagari_core::import::{Table, separated};

/// What a file may become when it is inflated, in bytes.
pub const INFLATED_BYTES: u64 = 16 * 1024 * 1024;

/// The first bytes of a zip, and of the files of Excel before 2007 (and of those with a password).
const ZIP: &[u8] = b"PK";
const OLD: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// Reads a file by what it is, whatever its name says.
pub fn table(bytes: &[u8]) -> Result<Table, Refused> {
    if bytes.len() > FILE_BYTES {
        return Err(Refused::File);
    }
    if bytes.starts_with(ZIP) {
        return xlsx::table(bytes);
    }
    if bytes.starts_with(OLD) {
        return Err(Refused::OldExcel);
    }
    Ok(separated::table(&decode::text(bytes)?))
}
