//! Sheets saved as files by the browser's own dialogue: CSV by core, Excel books by the export program beside the page, which
//! is brought when the first is asked for and works without a network from then on; and tables read, by the import program.
//! Nothing is kept and nothing is sent.

use leptos::prelude::*;
use serde::Serialize;
use tsunagari_core::calendar::Day;
use tsunagari_core::import::{TABLE, Table};
use tsunagari_core::json;
use tsunagari_core::paper::{Sheet, to_csv};

use super::Replica;
use crate::net;
use crate::platform::aside::{self, Program};
use crate::platform::file;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Letters that a file's name does not hold everywhere.
const NEVER: [char; 9] = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// For any program that reads tables.
    Csv,
    /// With the look of the paper.
    Xlsx,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// All of it was handed to the browser.
    Whole,
    /// Cells of more letters than Excel holds were cut, and say so.
    Cut,
    /// The program could not be had: no network yet, and not on the device either.
    NoProgram,
    /// The browser did not take the file.
    NotTaken,
}

/// A table out of a file that a person chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadTable {
    /// They chose none.
    Nothing,
    /// Why it cannot be read, in words.
    Refused(String),
    /// The program could not be had.
    NoProgram,
    /// What stands in it.
    Table(Table),
}

impl Replica {
    /// Offers meetings to come as a file for any calendar; whether the browser took it.
    pub fn save_calendar(self, name: &str, text: &str) -> bool {
        file::save(&format!("{}.ics", file_name(name)), "text/calendar", text.as_bytes())
    }

    /// Lets the person choose a table and reads it, by the import program.
    pub async fn read_table(self) -> ReadTable {
        let Some((_, bytes)) = file::choose_named(".xlsx,.csv").await else { return ReadTable::Nothing };
        let Some(bytes) = bytes else { return ReadTable::Refused(String::new()) };
        let Some(told) = aside::ask(Program::Import, &bytes, TABLE).await else {
            return ReadTable::NoProgram;
        };
        match json::read::<Table>(told.as_bytes()) {
            Some(table) => ReadTable::Table(table),
            None => ReadTable::Refused(json::read::<String>(told.as_bytes()).unwrap_or_default()),
        }
    }

    /// Offers the sheets as one file; `name` without its ending.
    pub async fn save_sheets(self, name: &str, sheets: &[Sheet], kind: FileKind) -> Saved {
        let name = file_name(name);
        match kind {
            FileKind::Csv => {
                taken(file::save(&format!("{name}.csv"), "text/csv", &to_csv(sheets)), Saved::Whole)
            }
            FileKind::Xlsx => {
                let asked = net::text(&Asked { sheets, day: self.board.today.get_untracked() });
                let Some(made) = aside::make(Program::Export, &asked).await else { return Saved::NoProgram };
                let Some((cut, book)) = made.split_first() else { return Saved::NoProgram };
                let saved = if *cut > 0 { Saved::Cut } else { Saved::Whole };
                taken(file::save(&format!("{name}.xlsx"), XLSX, book), saved)
            }
        }
    }
}

fn file_name(name: &str) -> String {
    name.chars().map(|letter| if NEVER.contains(&letter) { '・' } else { letter }).collect()
}

const fn taken(taken: bool, saved: Saved) -> Saved {
    if taken { saved } else { Saved::NotTaken }
}

/// What the program is asked (app/export/src/main.rs).
#[derive(Serialize)]
struct Asked<'a> {
    sheets: &'a [Sheet],
    day: Day,
}
