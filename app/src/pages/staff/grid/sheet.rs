//! The sheet of a district's month: its parts, one for each meeting, their rows, and what of them is typed and not saved.

use leptos::prelude::*;
use tsunagari_core::activity::{Draft, When};
use tsunagari_core::calendar::{Day, Month};
use tsunagari_core::id::{DistrictId, GroupId};
use tsunagari_core::query::grid::{self, Cells, Column, Of, Section, columns, day_of};
use tsunagari_core::query::month::Row;
use tsunagari_core::view::View;

use super::kept::KeptRow;
use super::line::Line;
use crate::pages::staff::typed_rows::{Kept, TypedRows};
use crate::replica::Replica;

#[derive(Clone, Copy)]
pub struct Sheet {
    pub replica: Replica,
    pub month: Month,
    pub rows: TypedRows<KeptRow>,
    next: StoredValue<usize>,
    pub parts: StoredValue<Vec<Part>>,
}

/// The rows of one meeting, or of a group without one.
#[derive(Clone, Copy)]
pub struct Part {
    pub section: StoredValue<Section>,
    pub columns: StoredValue<Vec<Column>>,
    pub lines: RwSignal<Vec<Line>>,
}

impl Sheet {
    /// The draft of a district's month.
    pub fn form(district: DistrictId, month: Month) -> String {
        format!("grid/{district}/{month}")
    }

    /// Lays out what is known now. Rows are made once: what others log meanwhile does not move them.
    pub fn new(
        replica: Replica,
        district: DistrictId,
        group: Option<GroupId>,
        month: Month,
        kept: Kept<KeptRow>,
    ) -> Self {
        let sheet = Self {
            replica,
            month,
            rows: TypedRows::new(replica, Self::form(district, month), kept),
            next: StoredValue::new(0),
            parts: StoredValue::new(Vec::new()),
        };
        let sections = sheet.look(|view, today| grid::sections(view, district, group, month, today));
        sheet.parts.set_value(sections.into_iter().map(|section| Part::new(sheet, section)).collect());
        sheet
    }

    /// Looks at what is on the board now.
    pub fn look<T>(self, look: impl FnOnce(&View<'_>, Day) -> T) -> T {
        let board = self.replica.board;
        let (registry, logs) = (board.registry.get_untracked(), board.logs.get_untracked());
        let view = View::of(&[&registry, &logs]);
        look(&view, board.today.get_untracked())
    }

    pub fn day_of(self, typed: &str) -> Option<Day> {
        day_of(typed, self.month).ok()
    }

    fn id(self) -> usize {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        id
    }

    /// The rows one after another, each with its part.
    pub fn lines(self) -> Vec<(Part, Line)> {
        let parts = self.parts.get_value();
        let lines = |part: Part| part.lines.get_untracked().into_iter().map(move |line| (part, line));
        parts.into_iter().flat_map(lines).collect()
    }
}

impl Part {
    fn new(sheet: Sheet, section: Section) -> Self {
        let columns = sheet.look(|view, _| columns(&view.kinds().get(&section.what)));
        let rows = section.rows.clone();
        let typed = !section.what.is_empty();
        let part = Self {
            section: StoredValue::new(section),
            columns: StoredValue::new(columns),
            lines: RwSignal::new(Vec::new()),
        };
        let mut lines: Vec<Line> = rows.into_iter().map(|row| part.of_row(sheet, row)).collect();
        let added = part.added(sheet);
        lines.extend(added.into_iter().map(|key| part.blank(sheet, key)));
        part.lines.set(lines);
        if typed {
            part.grow(sheet);
        }
        part
    }

    /// Rows that were added and typed into before, by their names.
    fn added(self, sheet: Sheet) -> Vec<String> {
        sheet.rows.beginning(&format!("{}/new", self.key()))
    }

    fn of_row(self, sheet: Sheet, row: Row) -> Line {
        let name = match (row.log, row.draft.when.day()) {
            (Some(log), _) => log.to_string(),
            (None, day) => day.map_or_else(|| sheet.month.to_string(), |day| day.to_string()),
        };
        let key = format!("{}/{name}", self.key());
        let kept = sheet.rows.taken(&key);
        let held = row.log.and_then(|log| sheet.replica.held(&[log.record()]).pop());
        let cells = self.cells_of(&row.draft);
        Line::new(sheet.id(), key, Some(row), cells, held, kept)
    }

    fn blank(self, sheet: Sheet, key: String) -> Line {
        let kept = sheet.rows.taken(&key);
        Line::new(sheet.id(), key, None, Cells::blank(), None, kept)
    }

    /// A blank row waits at the end, as soon as the last one is written in.
    pub fn grow(self, sheet: Sheet) {
        if self.section.with_value(|section| section.what.is_empty()) {
            return;
        }
        let waits = self.lines.with_untracked(|lines| lines.last().is_some_and(|line| line.is_blank()));
        if !waits {
            let taken: Vec<String> =
                self.lines.with_untracked(|all| all.iter().map(|line| line.key()).collect());
            let mut names = (0..).map(|n| format!("{}/new{n}", self.key()));
            let Some(key) = names.find(|key| !taken.contains(key)) else { return };
            let line = self.blank(sheet, key);
            self.lines.update(|lines| lines.push(line));
        }
    }

    /// 同じ日の別の回: the blank row takes the day.
    pub fn another(self, sheet: Sheet, day: Day) -> Option<Line> {
        self.grow(sheet);
        let line = self.lines.with_untracked(|lines| lines.last().copied())?;
        line.type_in(sheet, self, |cells| {
            cells.day = day.day_of_month().to_string();
            cells.another = true;
        });
        Some(line)
    }

    pub fn key(self) -> String {
        self.section.with_value(|section| section.of.key())
    }

    pub fn of(self) -> Of {
        self.section.with_value(|section| section.of.clone())
    }

    /// What a row of another day begins with.
    pub fn empty(self, view: &View<'_>, month: Month) -> Draft {
        let day = month.first();
        let what = || self.section.with_value(|section| section.what.clone());
        grid::empty_row(view, &self.of(), day).unwrap_or_else(|| Draft::new(&what(), None, When::Day(day)))
    }

    pub fn cells_of(self, draft: &Draft) -> Cells {
        self.columns.with_value(|columns| Cells::of(draft, columns))
    }

    /// The row that stands for a day, other than this one.
    pub fn line_of(self, day: Day, but: usize) -> Option<Line> {
        self.lines.with_untracked(|lines| {
            lines
                .iter()
                .find(|line| {
                    line.id != but
                        && line.row.with_untracked(|row| {
                            row.as_ref().is_some_and(|row| row.draft.when.day() == Some(day))
                        })
                })
                .copied()
        })
    }

    /// The days of the other rows that are on record or known.
    pub fn days_but(self, but: usize) -> Vec<Day> {
        self.lines.with_untracked(|lines| {
            let others = lines.iter().filter(|line| line.id != but);
            others
                .filter_map(|line| {
                    line.row.with_untracked(|row| row.as_ref().and_then(|row| row.draft.when.day()))
                })
                .collect()
        })
    }

    /// Whether the meeting's own rule sets the day.
    pub fn is_known(self, sheet: Sheet, day: Day) -> bool {
        match self.of() {
            Of::Session(id) => {
                sheet.look(|view, _| view.session(id).is_some_and(|session| session.on(day).is_some()))
            }
            Of::Group(..) => false,
        }
    }
}
