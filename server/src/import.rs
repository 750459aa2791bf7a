//! A file or pasted text made into a table of text for core to read: CSV, XLSX, text; its guards; nothing is understood.

mod decode;
pub mod ground;
pub mod own_file;
mod refused;
mod xlsx;

pub mod preview;
pub mod publish;
pub mod sheet_file;

#[cfg(test)]
mod tests;

pub use refused::Refused;
use tsunagari_core::import::{Table, separated};

/// A file's size, in bytes.
pub const FILE_BYTES: usize = 5 * 1024 * 1024;
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
