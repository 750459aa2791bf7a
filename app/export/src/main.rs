//! The export program: sheets in as JSON, a book out as bytes, behind one byte that says whether cells were cut. It keeps
//! nothing, asks nobody and draws nothing; `public/aside.js` calls it beside the page.

use tsunagari_core::calendar::Day;
use tsunagari_core::{from_json, json};
use tsunagari_export::{Sheet, to_xlsx};
use wasm_bindgen::prelude::*;

/// What the page asks.
struct Asked {
    /// Of which sheets.
    sheets: Vec<Sheet>,
    /// The day that the book says it was made.
    day: Day,
}

from_json! { Asked { sheets, day } }

/// Makes a book; none where the page asks what this build does not understand, or what no book can hold. What stands in
/// `_file` is for other programs: all are called alike.
#[wasm_bindgen]
pub fn run(_file: &[u8], asked: &str) -> Option<Vec<u8>> {
    let Asked { sheets, day } = json::read(asked.as_bytes())?;
    let made = to_xlsx(&sheets, day).ok()?;
    let mut bytes = vec![u8::from(made.cut > 0)];
    bytes.extend(made.bytes);
    Some(bytes)
}

/// It only ever answers.
const fn main() {}
