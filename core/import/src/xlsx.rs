//! An Excel book as a table: its parts inflated under one budget and read as streams, whatever the book declares.

use std::io::{BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use tsunagari_core::import::{Sheet, Table};
use tsunagari_core::sorted::SortedMap;
use zip::ZipArchive;

use super::{INFLATED_BYTES, Refused};

mod sheet;
mod strings;

/// Sheets of a book, at most.
const SHEETS_MOST: usize = 64;
/// Files in the zip, at most.
const PARTS_MOST: usize = 2_000;

/// A part of the book as a stream of events.
pub(super) type Events<'a> = Reader<BufReader<Budgeted<'a>>>;

/// Reads a book.
pub(super) fn table(bytes: &[u8]) -> Result<Table, Refused> {
    let mut book = Book::open(bytes)?;
    let strings = book.strings()?;
    let mut table = Table::default();
    let mut held = sheet::Held::default();
    for listed in book.sheets()? {
        let mut sheet: Sheet = book.part(&listed.part, |events| sheet::read(events, &strings, &mut held))?;
        sheet.name = listed.name;
        if listed.hidden {
            sheet.lines.iter_mut().for_each(|line| line.hidden = true);
        }
        table.sheets.push(sheet);
    }
    Ok(table)
}

struct Book<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes that may still be inflated.
    left: u64,
}

/// A sheet as the book lists it.
struct Listed {
    name: String,
    part: String,
    hidden: bool,
}

impl<'a> Book<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, Refused> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refused::Broken("zip"))?;
        if zip.len() > PARTS_MOST {
            return Err(Refused::Broken("ファイルの数"));
        }
        let mut book = Self { zip, left: INFLATED_BYTES };
        if book.zip.by_name("xl/workbook.xml").is_err() {
            return Err(Refused::NoBook);
        }
        book.within_declared()?;
        Ok(book)
    }

    /// Refuses what says itself that it is too large; what lies about it meets the budget.
    fn within_declared(&mut self) -> Result<(), Refused> {
        let mut declared = 0_u64;
        for index in 0..self.zip.len() {
            let part = self.zip.by_index_raw(index).map_err(|_| Refused::Broken("zip"))?;
            // Pictures and other zips in the book are never opened.
            if part.name().is_ok_and(|name| name.ends_with(".xml") || name.ends_with(".rels")) {
                declared = declared.saturating_add(part.size());
            }
        }
        if declared > INFLATED_BYTES { Err(Refused::Inflated) } else { Ok(()) }
    }

    /// Reads a part; what it inflates to is taken from the budget.
    fn part<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Events<'_>) -> Result<T, Refused>,
    ) -> Result<T, Refused> {
        let part = self.zip.by_name(name).map_err(|_| Refused::Broken("部品がない"))?;
        let budgeted = Budgeted { from: Box::new(part), left: self.left, over: false };
        let mut events = Reader::from_reader(BufReader::new(budgeted));
        let read = read(&mut events);
        let budgeted = events.get_ref().get_ref();
        self.left = budgeted.left;
        if budgeted.over { Err(Refused::Inflated) } else { read }
    }

    fn strings(&mut self) -> Result<Vec<String>, Refused> {
        if self.zip.by_name("xl/sharedStrings.xml").is_err() {
            return Ok(Vec::new());
        }
        self.part("xl/sharedStrings.xml", strings::read)
    }

    fn sheets(&mut self) -> Result<Vec<Listed>, Refused> {
        let targets = self.part("xl/_rels/workbook.xml.rels", |events| {
            let mut targets: SortedMap<String, String> = SortedMap::new();
            each_start(events, |start| {
                if let (Some(id), Some(target)) = (attribute(start, "Id"), attribute(start, "Target")) {
                    targets.insert(id, target);
                }
                Ok(())
            })?;
            Ok(targets)
        })?;
        let mut sheets = Vec::new();
        self.part("xl/workbook.xml", |events| {
            each_start(events, |start| {
                if start.local_name().as_ref() != "sheet" {
                    return Ok(());
                }
                let target = attribute(start, "r:id").and_then(|id| targets.get(&id).cloned());
                let part = target.map(|target| match target.strip_prefix('/') {
                    Some(whole) => whole.to_owned(),
                    None => format!("xl/{target}"),
                });
                if let Some(part) = part.filter(|part| part.contains("worksheets/")) {
                    let hidden = attribute(start, "state").is_some_and(|state| state != "visible");
                    sheets.push(Listed { name: attribute(start, "name").unwrap_or_default(), part, hidden });
                }
                if sheets.len() > SHEETS_MOST { Err(Refused::Broken("シートの数")) } else { Ok(()) }
            })
        })?;
        if sheets.is_empty() { Err(Refused::NoBook) } else { Ok(sheets) }
    }
}

/// A reader that stops at the budget and says so.
pub(super) struct Budgeted<'a> {
    from: Box<dyn Read + 'a>,
    left: u64,
    over: bool,
}

impl Read for Budgeted<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let most = usize::try_from(self.left.saturating_add(1)).unwrap_or(usize::MAX).min(into.len());
        let read = self.from.read(into.get_mut(..most).unwrap_or_default())?;
        let bytes = u64::try_from(read).unwrap_or(u64::MAX);
        if bytes > self.left {
            self.over = true;
            return Err(std::io::Error::other("over the budget"));
        }
        self.left -= bytes;
        Ok(read)
    }
}

/// The next event; a book has no document type, and one that has is a trap.
pub(super) fn next<'b>(events: &mut Events<'_>, buffer: &'b mut Vec<u8>) -> Result<Event<'b>, Refused> {
    buffer.clear();
    match events.read_event_into(buffer) {
        Ok(Event::DocType(_)) | Err(_) => Err(Refused::Broken("XML")),
        Ok(event) => Ok(event),
    }
}

fn each_start(
    events: &mut Events<'_>,
    mut take: impl FnMut(&BytesStart<'_>) -> Result<(), Refused>,
) -> Result<(), Refused> {
    let mut buffer = Vec::new();
    loop {
        match next(events, &mut buffer)? {
            Event::Start(start) | Event::Empty(start) => take(&start)?,
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// An attribute's value.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.try_get_attribute(name).ok().flatten()?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

/// What an entity stands for; unknown ones are nothing.
pub(super) fn letter(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        return Some(letter);
    }
    match reference.xml10_content().as_ref() {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}
