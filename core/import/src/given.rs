//! What a file is, by its bytes: a ward's table in one of its kinds, or a plan's own file; under their guards.

use tsunagari_core::import::{FILE_BYTES, Table, separated};

use super::{Refused, decode, own_file, xlsx};

/// The first bytes of a zip, and of the files of Excel before 2007 (and of those with a password).
const ZIP: &[u8] = b"PK";
const OLD: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// A file as it was given.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// Rows and columns.
    Table(Table),
    /// The text of a plan's own file (`server/sample/README.md`).
    Own(String),
}

/// Reads a file by what it is, whatever its name says.
pub fn given(bytes: &[u8]) -> Result<Given, Refused> {
    if bytes.len() > FILE_BYTES {
        return Err(Refused::File);
    }
    if bytes.starts_with(ZIP) {
        return xlsx::table(bytes).map(Given::Table);
    }
    if bytes.starts_with(OLD) {
        return Err(Refused::OldExcel);
    }
    let text = decode::text(bytes)?;
    if own_file::is_own(&text) {
        return Ok(Given::Own(text.into_owned()));
    }
    Ok(Given::Table(separated::table(&text)))
}
