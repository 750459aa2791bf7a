//! The year cells of a measure as printed: marks, arrows, text of several lines, and cells whose year was lost.

use serde_json::Value;

use super::field::Writer;
use crate::calendar::FiscalYear;
use crate::record::Record;
use crate::sorted::SortedMap;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// ◎, and what is printed beneath it.
    Mark(Vec<String>),
    /// 実施.
    Done,
    /// →: as in the year before.
    Continues,
    /// －: nothing.
    None,
    /// Anything else, line by line.
    Text(Vec<String>),
}

const MARK: &str = "◎";
const DONE: &str = "実施";
const CONTINUES: &str = "→";
const NONE: &str = "－";

impl Cell {
    /// Reads a cell as printed; a blank one is no cell.
    pub fn parse(printed: &str) -> Option<Self> {
        let lines: Vec<&str> = printed.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
        match lines.as_slice() {
            [] => None,
            [MARK, rest @ ..] => Some(Self::Mark(owned(rest))),
            [DONE] => Some(Self::Done),
            [CONTINUES] => Some(Self::Continues),
            [NONE] => Some(Self::None),
            all => Some(Self::Text(owned(all))),
        }
    }

    /// As the plan prints it.
    pub fn printed(&self) -> String {
        match self {
            Self::Mark(rest) if rest.is_empty() => MARK.to_owned(),
            Self::Mark(rest) => format!("{MARK}\n{}", rest.join("\n")),
            Self::Done => DONE.to_owned(),
            Self::Continues => CONTINUES.to_owned(),
            Self::None => NONE.to_owned(),
            Self::Text(lines) => lines.join("\n"),
        }
    }

    /// Whether it carries ◎.
    pub const fn marked(&self) -> bool {
        matches!(self, Self::Mark(_))
    }
}

/// The cells of a measure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schedule {
    /// Cells whose year is known.
    pub years: SortedMap<FiscalYear, Cell>,
    /// Cells that exist in a year nobody knows.
    pub undated: Vec<Cell>,
}

impl Schedule {
    /// The cell that holds in a year: an arrow points back to the last cell that is none.
    pub fn in_year(&self, year: FiscalYear) -> Option<&Cell> {
        match self.years.get(&year)? {
            Cell::Continues => {
                self.years.range(..year).rev().map(|(_, cell)| cell).find(|c| **c != Cell::Continues)
            }
            cell => Some(cell),
        }
    }

    /// Whether there is no cell at all, known or not.
    pub fn is_empty(&self) -> bool {
        self.years.is_empty() && self.undated.is_empty()
    }

    pub(super) fn read(record: &Record) -> Self {
        let cell = |value: &Value| value.as_str().and_then(Cell::parse);
        let year = |name: &str| name.parse().ok().and_then(|year| FiscalYear::new(year).ok());
        let dated = record.members("cell").filter_map(|(name, value)| Some((year(name)?, cell(value)?)));
        let undated = record.members("undated").filter_map(|(_, value)| cell(value));
        Self { years: dated.collect(), undated: undated.collect() }
    }

    pub(super) fn write(&self, to: &mut Writer) {
        for (year, cell) in &self.years {
            to.text(&format!("cell.{}", year.year()), Some(&cell.printed()));
        }
        for (n, cell) in self.undated.iter().enumerate() {
            to.text(&format!("undated.n{n:02}"), Some(&cell.printed()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_prints_as_it_was_printed() {
        let cases = [
            ("◎", Cell::Mark(vec![])),
            ("◎\n実施", Cell::Mark(vec!["実施".to_owned()])),
            ("実施", Cell::Done),
            ("→", Cell::Continues),
            ("－", Cell::None),
            ("検討\n場所探し", Cell::Text(vec!["検討".to_owned(), "場所探し".to_owned()])),
            ("実施予定", Cell::Text(vec!["実施予定".to_owned()])),
        ];
        for (printed, cell) in cases {
            assert_eq!(Cell::parse(printed).as_ref(), Some(&cell), "{printed}");
            assert_eq!(cell.printed(), printed);
        }
        assert_eq!(Cell::parse(" \n "), None);
    }

    #[test]
    fn an_arrow_points_back_to_what_goes_on() {
        let year = |n| FiscalYear::new(n).unwrap();
        let years = [(2026, "◎\n実施"), (2027, "→"), (2028, "→"), (2029, "－")];
        let years = years.map(|(n, cell)| (year(n), Cell::parse(cell).unwrap())).into();
        let schedule = Schedule { years, undated: vec![] };
        assert_eq!(schedule.in_year(year(2028)), Some(&Cell::Mark(vec!["実施".to_owned()])));
        assert_eq!(schedule.in_year(year(2029)), Some(&Cell::None));
        assert_eq!(schedule.in_year(year(2030)), None);
        let torn = Schedule { years: [(year(2026), Cell::Continues)].into(), undated: vec![] };
        assert_eq!(torn.in_year(year(2026)), None, "an arrow that points at nothing invents nothing");
    }
}
