//! Lines, one by one, grown into the tree: headings, measures, items. What only all rows together tell comes after.

use super::cell::{Kind, bullets, kind, one_line};
use super::fault::Fault;
use super::fix::{Choices, Fixes, Place, QuestionKind as Q, RepairKind as R};
use super::guide::Guide;
use super::header::{Column, Header, Headings};
use super::mark::without_tags;
use super::name::{Names, is_short};
use super::reading::Reading;
use super::table::{Line, OWN_NOTE, Table};
use super::title::{is_sentence, page_title};
use super::{fact, long, order, owner, prose, words};
use crate::sorted::SortedSet;

mod heading;
mod row;

use row::Role;

/// A cell that says something.
#[derive(Debug, Clone)]
struct Cell {
    at: Place,
    /// Its column from 0.
    column: usize,
    text: String,
    kind: Kind,
}

/// What grows.
pub(super) struct Grower<'a> {
    guide: &'a Guide,
    names: Names,
    headings: Headings,
    fixes: Fixes<'a>,
    reading: Reading,
    header: Option<Header>,
    /// Whether the line before was one of headings.
    after_header: bool,
    /// The open heading of each level.
    path: Vec<Option<usize>>,
    measure: Option<usize>,
    rows: Vec<owner::Row>,
    /// Text of a PDF: every line is one cell.
    one_column: bool,
    /// Whether any item begins with ・, so that one without is odd.
    dotted: bool,
    /// Columns that no plan has and that were asked about.
    others: SortedSet<usize>,
}

impl<'a> Grower<'a> {
    pub(super) fn new(guide: &'a Guide, choices: &'a Choices) -> Self {
        Self {
            guide,
            names: Names::new(&guide.bodies),
            headings: Headings::new(guide),
            fixes: Fixes::new(choices),
            reading: Reading { year: guide.items_year, ..Reading::default() },
            header: None,
            after_header: false,
            path: vec![None; guide.depth()],
            measure: None,
            rows: Vec::new(),
            one_column: false,
            dotted: false,
            others: SortedSet::new(),
        }
    }

    pub(super) fn table(&mut self, table: &Table) {
        let filled = |line: &Line| line.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        let lines = || table.sheets.iter().flat_map(|sheet| &sheet.lines);
        self.one_column = lines().all(|line| filled(line) <= 1);
        self.dotted = lines().flat_map(|line| &line.cells).any(|cell| bullets(cell).is_some());
        for (number, sheet) in (1..).zip(&table.sheets) {
            let brought = sheet.brought_down();
            if self.one_column {
                for line in order::unfold(&sheet.lines, number, self.guide, &self.names, &mut self.fixes) {
                    self.line(number, &line, &[]);
                }
            } else {
                for (line, brought) in sheet.lines.iter().zip(&brought) {
                    self.line(number, line, brought);
                }
            }
        }
    }

    pub(super) fn finish(mut self) -> Result<Reading, Fault> {
        let found = if self.has_items() {
            !self.reading.items.is_empty()
        } else {
            let titled = self.reading.nodes.iter().any(|node| node.title.is_some());
            !self.reading.measures.is_empty() && (titled || self.header.is_some())
        };
        if !found {
            return Err(Fault::NotATable(self.guide.headings_text()));
        }
        self.check_years()?;
        let has_items = self.has_items();
        owner::settle(&mut self.reading, &mut self.rows, self.guide, &mut self.fixes, has_items);
        order::next_measure(&mut self.reading, &self.rows, self.guide, &mut self.fixes);
        prose::suggest(&mut self.reading, &mut self.fixes);
        fact::read(&mut self.reading, &mut self.fixes);
        long::split(&mut self.reading, &mut self.fixes)?;
        let Fixes { repairs, suggestions, questions, .. } = self.fixes;
        Ok(Reading { repairs, suggestions, questions, ..self.reading })
    }

    fn check_years(&self) -> Result<(), Fault> {
        let period = self.guide.period;
        let printed =
            [period.first, period.last].map(|year| year.map_or("？".to_owned(), |year| year.era_text()));
        let cells = self
            .reading
            .measures
            .iter()
            .flat_map(|measure| measure.cells.keys().map(|year| (measure.at.line, *year)));
        let of_items = self.reading.items.first().map(|item| item.at.line).zip(self.reading.year);
        match cells.chain(of_items).find(|(_, year)| period.covers(*year) == Some(false)) {
            Some((line, year)) => Err(Fault::Year { line, year, period: printed.join("〜") }),
            None => Ok(()),
        }
    }

    /// Whether the plan has items by year under its measures.
    fn has_items(&self) -> bool {
        let column = |column: &Column| matches!(column, Column::Item(_));
        self.guide.item_heading.is_some() || self.header.as_ref().is_some_and(|header| header.has(column))
    }

    fn line(&mut self, sheet: usize, line: &Line, brought: &[(usize, String)]) {
        let at = Place { sheet, line: line.number, column: 0 };
        if line.cells.iter().find(|cell| !cell.is_empty()).is_some_and(|cell| cell.starts_with(OWN_NOTE)) {
            return;
        }
        if line.hidden {
            let text = line.cells.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
            if self.fixes.repair(R::Hidden, at, text.trim(), "") {
                return;
            }
        }
        let mut texts = self.cleaned(at, line);
        if self.is_header(&texts) {
            return;
        }
        self.bring_down(&mut texts, brought);
        let cells = self.typed(at, texts);
        if let [cell] = cells.as_slice()
            && let Some(title) = page_title(&cell.text).filter(|_| cell.kind == Kind::Prose)
        {
            return self.page(&cell.text, title);
        }
        if !cells.is_empty() {
            self.row(at, cells);
        }
    }

    /// The cells' texts without tags.
    fn cleaned(&mut self, at: Place, line: &Line) -> Vec<String> {
        let cells = (1..).zip(&line.cells);
        cells
            .map(|(column, raw)| match without_tags(raw) {
                Some(plain) if self.fixes.repair(R::Tags, Place { column, ..at }, raw, &plain) => plain,
                _ => raw.clone(),
            })
            .collect()
    }

    /// Takes a line of headings; two of them, one below the other, are one.
    fn is_header(&mut self, texts: &[String]) -> bool {
        let words: Vec<String>;
        let texts = if self.one_column {
            words = texts.iter().flat_map(|text| text.split_whitespace()).map(str::to_owned).collect();
            &words
        } else {
            texts
        };
        let found = Header::read(texts, &self.headings);
        let after = core::mem::replace(&mut self.after_header, found.is_some());
        let Some(found) = found else { return false };
        let header = match self.header.take() {
            Some(above) if after => above.above(found),
            _ => found,
        };
        for (index, column) in header.columns.iter().enumerate() {
            let printed = Some(header.name(index).to_owned());
            match column {
                Some(Column::Item(year)) => {
                    self.reading.item_heading = printed;
                    self.reading.year = year.or(self.reading.year);
                }
                Some(Column::Result) => self.reading.result_heading = printed,
                Some(Column::Body) => self.reading.body_heading = printed,
                _ => {}
            }
        }
        // In a text without columns the headings tell no column.
        self.header = (!self.one_column).then_some(header);
        true
    }

    /// Bodies and year cells of a merged area hold for all its lines; a heading of one is the same heading anyhow.
    fn bring_down(&self, texts: &mut Vec<String>, brought: &[(usize, String)]) {
        for (column, text) in brought {
            let holds = self
                .column(*column)
                .is_some_and(|column| matches!(column, Column::Body | Column::Year(_) | Column::BareYear(_)));
            if !holds {
                continue;
            }
            if texts.len() <= *column {
                texts.resize(column + 1, String::new());
            }
            if let Some(cell) = texts.get_mut(*column).filter(|cell| cell.trim().is_empty()) {
                cell.clone_from(text);
            }
        }
    }

    fn typed(&mut self, at: Place, texts: Vec<String>) -> Vec<Cell> {
        let mut cells = Vec::new();
        for (column, text) in texts.into_iter().enumerate() {
            let at = Place { column: column + 1, ..at };
            let mut kind = kind(&text, self.guide, &self.names);
            if let Kind::Note(state) = kind {
                if self.fixes.repair(R::Note, at, text.trim(), "") {
                    self.reading.result_state = Some(state.to_owned());
                    continue;
                }
                kind = Kind::Prose;
            }
            if kind != Kind::Blank {
                cells.push(Cell { at, column, text: text.trim().to_owned(), kind });
            }
        }
        cells
    }

    fn page(&mut self, text: &str, title: super::title::PageTitle) {
        self.reading.title.get_or_insert_with(|| one_line(text));
        self.reading.year = title.year.or(self.reading.year);
        self.reading.term = self.reading.term.take().or(title.term);
        if let (Some(year), Some(nth)) = (title.year, title.nth) {
            let back = i32::try_from(nth).unwrap_or(1).saturating_sub(1);
            let first = crate::calendar::FiscalYear::new(year.year().saturating_sub(back));
            self.reading.first_year = self.reading.first_year.or(first.ok());
        }
    }

    fn column(&self, index: usize) -> Option<&Column> {
        self.header.as_ref().and_then(|header| header.at(index))
    }

    /// What a cell is by its column alone.
    fn by_column(&self, cell: &Cell) -> Role {
        match self.column(cell.column) {
            Some(Column::Level(level)) => Role::Heading(*level),
            Some(Column::Measure(heading)) => Role::Measure(heading.clone()),
            Some(Column::Item(_)) => Role::Items,
            Some(Column::Result) => Role::Result,
            Some(Column::Body) => Role::Bodies,
            Some(Column::Year(_) | Column::BareYear(_)) => Role::Mark,
            Some(Column::Target) => Role::Target,
            Some(Column::Size) => Role::Size,
            Some(Column::Other(name)) => Role::Detail(name.clone()),
            None => Role::Measure(None),
        }
    }

    /// What a cell is. `off` says that the row does not lie under its headings, `behind` that an item went before.
    fn role(&self, cell: &Cell, off: bool, behind: bool) -> Role {
        let column = self.column(cell.column);
        let whole = |column: &Column| {
            use Column as C;
            matches!(column, C::Other(_) | C::Result | C::Year(_) | C::BareYear(_) | C::Target | C::Size)
        };
        if !off && column.is_some_and(whole) {
            return self.by_column(cell);
        }
        match &cell.kind {
            Kind::Level(_) => Role::Level,
            Kind::Bullets(_) if behind => Role::Result,
            Kind::Bullets(_) => Role::Items,
            Kind::Bodies(_) if behind || off || matches!(column, Some(Column::Body)) => Role::Bodies,
            Kind::Bodies(_) if column.is_none() => Role::Bodies,
            Kind::Mark => Role::Mark,
            Kind::Numbered(..) if off || column.is_none() => Role::Title,
            Kind::Numbered(..) if matches!(column, Some(Column::Level(_))) => Role::Title,
            _ if off || column.is_none() => self.by_place(cell, behind),
            Kind::Prose if is_sentence(&cell.text) && matches!(column, Some(Column::Level(_))) => {
                Role::Measure(None)
            }
            _ => self.by_column(cell),
        }
    }

    /// What a text is in a row that lost its columns: before the items it is their measure, behind them a result.
    fn by_place(&self, cell: &Cell, behind: bool) -> Role {
        match behind {
            true if self.has_items() && is_short(&cell.text) && !is_sentence(&cell.text) => Role::Bodies,
            true => Role::Result,
            false => Role::Measure(None),
        }
    }

    fn ask_of_item(&mut self, kind: Q, at: Place, text: String, item: usize) {
        self.fixes.ask(kind, at, text.clone(), None);
        if let Some(item) = self.reading.items.get_mut(item) {
            item.asks.push(text);
        }
    }

    fn ask_of_measure(&mut self, kind: Q, at: Place, text: String, measure: usize) {
        self.fixes.ask(kind, at, text.clone(), None);
        if let Some(measure) = self.reading.measures.get_mut(measure) {
            measure.asks.push(text);
        }
    }

    fn ask_nobody(&mut self, at: Place, text: &str) {
        self.fixes.ask(Q::What, at, format!("{}：{text}", words::WHAT), None);
    }
}
