//! One sheet: lines that say anything, whether they are hidden, merged areas, the values that formulas were saved with.

use quick_xml::events::{BytesStart, Event};
use tsunagari_core::import::{CELLS_MOST, COLUMNS_MOST, Fault, Line, Merge, ROWS_MOST, Sheet, TEXT_BYTES};

use super::super::Refused;
use super::{Events, attribute, letter, next};

/// Merged areas of a sheet, at most.
const MERGES_MOST: usize = 20_000;

/// What the sheets of a book hold together.
#[derive(Default)]
pub(super) struct Held {
    /// One shared string may stand in a million cells.
    text_bytes: usize,
    /// One filled cell at the far end of a line makes a hundred.
    cells: usize,
}

/// Reads a sheet; `held` is what those before it hold.
pub(super) fn read(events: &mut Events<'_>, strings: &[String], held: &mut Held) -> Result<Sheet, Refused> {
    let mut reading = Reading { strings, held, sheet: Sheet::default(), line: Line::default(), cell: None };
    let mut buffer = Vec::new();
    let mut inside = Inside::default();
    loop {
        match next(events, &mut buffer)? {
            Event::Start(start) => {
                reading.open(&start)?;
                inside.open(start.local_name().as_ref(), true);
            }
            Event::Empty(start) => {
                let name = start.local_name();
                reading.open(&start)?;
                if name.as_ref() == "f"
                    && let Some(cell) = &mut reading.cell
                {
                    cell.formula = true;
                }
                reading.close(name.as_ref())?;
            }
            Event::End(end) => {
                inside.open(end.local_name().as_ref(), false);
                reading.close(end.local_name().as_ref())?;
            }
            Event::Text(text) if inside.value() => reading.push(&text.xml10_content()),
            Event::CData(text) if inside.value() => reading.push(&text.xml10_content()),
            Event::GeneralRef(reference) if inside.value() => {
                if let Some(letter) = letter(&reference) {
                    reading.push(letter.encode_utf8(&mut [0; 4]));
                }
            }
            Event::Eof => return Ok(reading.sheet),
            _ => {}
        }
    }
}

/// Which of the elements that hold a value are open.
#[derive(Default)]
struct Inside {
    v: bool,
    t: bool,
    kana: bool,
}

impl Inside {
    fn open(&mut self, name: &str, open: bool) {
        match name {
            "v" => self.v = open,
            "t" => self.t = open,
            "rPh" => self.kana = open,
            _ => {}
        }
    }

    const fn value(&self) -> bool {
        (self.v || self.t) && !self.kana
    }
}

struct Reading<'a> {
    strings: &'a [String],
    held: &'a mut Held,
    sheet: Sheet,
    line: Line,
    cell: Option<Cell>,
}

/// The cell that is open.
#[derive(Default)]
struct Cell {
    /// As Excel names it: D12.
    name: String,
    column: usize,
    kind: String,
    value: String,
    formula: bool,
}

impl Reading<'_> {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Refused> {
        match start.local_name().as_ref() {
            "row" => {
                let after = self.line.number.saturating_add(1);
                let number = attribute(start, "r").and_then(|number| number.parse().ok()).unwrap_or(after);
                let hidden =
                    attribute(start, "hidden").is_some_and(|hidden| hidden == "1" || hidden == "true");
                self.line = Line { number, hidden, cells: Vec::new() };
            }
            "c" => {
                let after = self.cell.as_ref().map_or(0, |cell| cell.column + 1);
                let name = attribute(start, "r").unwrap_or_default();
                let column = place(&name).map_or(after, |(column, _)| column);
                let kind = attribute(start, "t").unwrap_or_default();
                self.cell = Some(Cell { name, column, kind, ..Cell::default() });
            }
            "f" => {
                if let Some(cell) = &mut self.cell {
                    cell.formula = true;
                }
            }
            "mergeCell" => {
                if self.sheet.merges.len() >= MERGES_MOST {
                    return Err(Refused::Broken("結合の数"));
                }
                self.sheet.merges.extend(attribute(start, "ref").as_deref().and_then(merge));
            }
            _ => {}
        }
        Ok(())
    }

    fn push(&mut self, text: &str) {
        if let Some(cell) = &mut self.cell {
            cell.value.push_str(text);
        }
    }

    fn close(&mut self, name: &str) -> Result<(), Refused> {
        match name {
            "c" => self.close_cell(),
            "row" => {
                self.cell = None;
                let line = core::mem::take(&mut self.line);
                let number = line.number;
                if line.cells.iter().any(|cell| !cell.trim().is_empty()) {
                    if self.sheet.lines.len() >= ROWS_MOST {
                        return Err(Refused::Rows);
                    }
                    self.sheet.lines.push(line);
                }
                self.line.number = number;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn close_cell(&mut self) -> Result<(), Refused> {
        let Some(cell) = &mut self.cell else { return Ok(()) };
        let value = core::mem::take(&mut cell.value);
        let name = || cell.name.clone();
        let text = match cell.kind.as_str() {
            "s" => {
                let index: Option<usize> = value.trim().parse().ok();
                index.and_then(|index| self.strings.get(index)).ok_or(Refused::Broken("共有文字列"))?.clone()
            }
            "e" => return Err(Refused::FormulaFault { cell: name(), value }),
            _ if cell.formula && value.is_empty() && cell.kind != "str" => {
                return Err(Refused::Formula { cell: name() });
            }
            "" | "n" => number(value),
            _ => value,
        };
        if text.trim().is_empty() {
            return Ok(());
        }
        if cell.column >= COLUMNS_MOST {
            return Err(Refused::Far { cell: name() });
        }
        self.held.text_bytes = self.held.text_bytes.saturating_add(text.len());
        if self.held.text_bytes > TEXT_BYTES {
            return Err(Refused::Inflated);
        }
        if self.line.cells.len() <= cell.column {
            self.held.cells += cell.column + 1 - self.line.cells.len();
            if self.held.cells > CELLS_MOST {
                return Err(Fault::Cells.into());
            }
            self.line.cells.resize(cell.column + 1, String::new());
        }
        if let Some(place) = self.line.cells.get_mut(cell.column) {
            *place = text.replace("\r\n", "\n").replace("_x000D_", "");
        }
        Ok(())
    }
}

/// A whole number as people write it: Excel keeps 3 as 3.0 at times.
fn number(value: String) -> String {
    value.strip_suffix(".0").map(str::to_owned).unwrap_or(value)
}

/// Column from 0 and line from 1 of a cell as Excel names it.
fn place(name: &str) -> Option<(usize, u32)> {
    let digits = name.find(|letter: char| letter.is_ascii_digit())?;
    let (letters, digits) = name.split_at(digits);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let column = letters.bytes().try_fold(0_usize, |column, letter| {
        letter.is_ascii_uppercase().then(|| column * 26 + usize::from(letter - b'A') + 1)
    })?;
    Some((column - 1, digits.parse().ok()?))
}

fn merge(area: &str) -> Option<Merge> {
    let (from, to) = area.split_once(':')?;
    let ((left, top), (right, bottom)) = (place(from)?, place(to)?);
    (left <= right && top <= bottom).then_some(Merge { top, bottom, left, right })
}
