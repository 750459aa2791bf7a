//! A row of the grid: what is typed, what is on record of it, what became of it; saved as soon as it is left.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::activity::{Activity, Draft};
use tsunagari_core::id::ActivityId;
use tsunagari_core::intent::{Doubt, Intent, MonthRow, Refusal};
use tsunagari_core::query::grid::{self, Cells, Wrong};
use tsunagari_core::query::month::Row;
use tsunagari_core::record::Record;

use super::kept::KeptRow;
use super::sheet::{Part, Sheet};
use crate::pages::ask::{NotDone, ask, told};
use crate::words::Text;

/// What a row says of itself.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// Nothing that is not on record.
    Still,
    /// A day that was typed is logged already.
    Found,
    Typing,
    Saving,
    Saved,
    Undone,
    Wrong(Wrong),
    Asked(Vec<Doubt>),
    NotSaved(Text),
}

/// What takes a saved row back: the log, and what it said before.
type Undo = (ActivityId, Option<Draft>);

#[derive(Clone, Copy)]
pub struct Line {
    /// Its place among all that this sheet ever had: names its cells on the page.
    pub id: usize,
    key: StoredValue<String>,
    /// What it was opened on; none for a blank row.
    pub row: RwSignal<Option<Row>>,
    pub cells: RwSignal<Cells>,
    pub state: RwSignal<State>,
    pub undo: RwSignal<Option<Undo>>,
    opened: StoredValue<Option<Record>>,
    /// Cells that were asked about: left once more as they are, they are meant so.
    asked: StoredValue<Option<Cells>>,
}

impl Line {
    /// `kept` is what was typed into it before and is not saved.
    pub fn new(
        id: usize,
        key: String,
        row: Option<Row>,
        cells: Cells,
        opened: Option<Record>,
        kept: Option<KeptRow>,
    ) -> Self {
        let state = if kept.is_some() { State::Typing } else { State::Still };
        let (cells, opened) = match kept {
            Some(kept) => (kept.cells, kept.opened.or(opened)),
            None => (cells, opened),
        };
        Self {
            id,
            key: StoredValue::new(key),
            row: RwSignal::new(row),
            cells: RwSignal::new(cells),
            state: RwSignal::new(state),
            undo: RwSignal::new(None),
            opened: StoredValue::new(opened),
            asked: StoredValue::new(None),
        }
    }

    /// Its name in the draft.
    pub fn key(self) -> String {
        self.key.get_value()
    }

    pub fn log(self) -> Option<ActivityId> {
        self.row.with_untracked(|row| row.as_ref().and_then(|row| row.log))
    }

    /// Whether it is the row that waits at a section's end.
    pub fn is_blank(self) -> bool {
        self.row.with_untracked(Option::is_none)
            && self.cells.with_untracked(|cells| cells.is_empty() && cells.day.trim().is_empty())
    }

    /// Something was typed.
    pub fn type_in(self, sheet: Sheet, part: Part, change: impl FnOnce(&mut Cells)) {
        self.cells.update(change);
        self.state.set(State::Typing);
        let row = KeptRow { cells: self.cells.get_untracked(), opened: self.opened.get_value() };
        sheet.rows.keep(self.key(), row);
        part.grow(sheet);
    }

    /// Escape: what is typed goes back to what is on record; where all is on record, the last saving is taken back.
    pub fn step_back(self, sheet: Sheet, part: Part) {
        if self.state.get_untracked() == State::Saved {
            self.take_back(sheet, part);
        } else {
            self.revert(sheet, part);
        }
    }

    /// Back to what is on record.
    fn revert(self, sheet: Sheet, part: Part) {
        let before = self.row.with_untracked(|row| row.as_ref().map(|row| part.cells_of(&row.draft)));
        self.cells.set(before.unwrap_or_default());
        self.state.set(State::Still);
        sheet.rows.forget(&self.key());
    }

    /// A day was typed into a blank row: a date that is logged shows its numbers. Where another row shows it already, that row.
    pub fn dated(self, sheet: Sheet, part: Part) -> Option<Self> {
        if self.row.with_untracked(Option::is_some) || self.cells.with_untracked(|cells| cells.another) {
            return None;
        }
        let day = sheet.day_of(&self.cells.with_untracked(|cells| cells.day.clone()))?;
        if let Some(other) = part.line_of(day, self.id) {
            if self.cells.with_untracked(Cells::is_empty) {
                self.revert(sheet, part);
                if other.log().is_some() {
                    other.state.set(State::Found);
                }
                return Some(other);
            }
            return None;
        }
        let row = sheet.look(|view, today| grid::row_of_day(view, &part.of(), day, today))?;
        let id = row.log?;
        let typed = self.cells.get_untracked();
        let mut cells = part.cells_of(&row.draft);
        cells.numbers.extend(typed.numbers.into_iter().filter(|(_, typed)| !typed.trim().is_empty()));
        self.opened.set_value(sheet.replica.held(&[id.record()]).pop());
        self.cells.set(cells);
        self.row.set(Some(row));
        self.state.set(State::Found);
        None
    }

    /// The row was left: what is new in it is saved.
    pub fn leave(self, sheet: Sheet, part: Part) {
        let meant = match self.state.get_untracked() {
            State::Typing => false,
            State::Asked(_) => true,
            _ => return,
        };
        self.save(sheet, part, meant);
    }

    /// `sure`: it was asked about and is meant so.
    pub fn save(self, sheet: Sheet, part: Part, sure: bool) {
        let cells = self.cells.get_untracked();
        let sure = sure && self.asked.with_value(|asked| asked.as_ref() == Some(&cells));
        let others = part.days_but(self.id);
        let read = sheet.look(|view, today| {
            self.row.with_untracked(|row| {
                let empty = part.empty(view, sheet.month);
                grid::read(view, row.as_ref(), &empty, &cells, sheet.month, today, &others)
            })
        });
        match read {
            Err(wrong) => {
                sheet.replica.flush_draft();
                self.state.set(State::Wrong(wrong));
            }
            Ok(None) => {
                self.state.set(State::Still);
                sheet.rows.forget(&self.key());
            }
            Ok(Some(mut row)) => {
                row.draft.sure = sure;
                self.send(sheet, part, row, cells);
            }
        }
    }

    fn send(self, sheet: Sheet, part: Part, row: MonthRow, cells: Cells) {
        self.state.set(State::Saving);
        let opened: Vec<Record> = self.opened.get_value().into_iter().collect();
        let before = self.row.with_untracked(|row| row.clone()).filter(|row| row.log.is_some());
        let draft = row.draft.clone();
        spawn_local(async move {
            let state = match ask(sheet.replica, Intent::Month(vec![row]), &opened).await {
                Ok(records) => {
                    if let Some(id) = records.first() {
                        let log = ActivityId::of(*id);
                        self.undo.set(Some((log, before.map(|row| row.draft))));
                        self.on_record(sheet, log, draft);
                    }
                    State::Saved
                }
                Err(NotDone::Refused(Refusal::Ask(doubts))) => {
                    self.asked.set_value(Some(cells.clone()));
                    State::Asked(doubts)
                }
                Err(not) => State::NotSaved(told(&not)),
            };
            // Typed on meanwhile: that is still to be saved.
            if self.cells.with_untracked(|now| *now != cells) {
                return;
            }
            if state == State::Saved {
                sheet.rows.forget(&self.key());
            }
            self.state.set(state);
            part.grow(sheet);
        });
    }

    fn on_record(self, sheet: Sheet, log: ActivityId, draft: Draft) {
        let held = sheet.replica.held(&[log.record()]).pop();
        let today = sheet.replica.board.today.get_untracked();
        let draft = held.as_ref().map_or(draft, |record| Draft::of(&Activity::read(record), today));
        self.opened.set_value(held);
        self.row.set(Some(Row { log: Some(log), draft, future: false }));
    }

    /// 取り消す of what was saved last in this row.
    pub fn take_back(self, sheet: Sheet, part: Part) {
        let Some((log, before)) = self.undo.get_untracked() else { return };
        let opened: Vec<Record> = self.opened.get_value().into_iter().collect();
        spawn_local(async move {
            match ask(sheet.replica, grid::undo(log, before.clone()), &opened).await {
                Ok(_) => {
                    self.undo.set(None);
                    match before {
                        Some(draft) => self.on_record(sheet, log, draft),
                        None => self.unlogged(sheet, part),
                    }
                    let cells =
                        self.row.with_untracked(|row| row.as_ref().map(|row| part.cells_of(&row.draft)));
                    self.cells.set(cells.unwrap_or_default());
                    self.state.set(State::Undone);
                }
                Err(not) => self.state.set(State::NotSaved(told(&not))),
            }
        });
    }

    /// The date waits for its numbers again; a day that was added is a blank row.
    fn unlogged(self, sheet: Sheet, part: Part) {
        self.opened.set_value(None);
        let day = self.row.with_untracked(|row| row.as_ref().map(|row| row.draft.when.last_day()));
        let known = day.filter(|day| part.is_known(sheet, *day));
        let row =
            known.and_then(|day| sheet.look(|view, today| grid::row_of_day(view, &part.of(), day, today)));
        self.row.set(row);
    }
}
