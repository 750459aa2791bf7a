//! A row of the grid: what is typed, what is on record of it, what became of it; saved as soon as it is left.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::figures::{Row, Typed, Wrong, read};
use tsunagari_core::id::{FigureId, RecordId};
use tsunagari_core::intent::figure::{FigureFault, FigureForm};
use tsunagari_core::intent::{Intent, Refusal};
use tsunagari_core::record::Record;

use super::sheet::{KeptRow, Part, Sheet};
use crate::pages::ask::{NotDone, ask, told};
use crate::words::{Text, figure as words};

/// What a row says of itself.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// Nothing that is not on record.
    Still,
    Typing,
    Saving,
    Saved,
    Undone,
    Wrong(Wrong),
    NotSaved(Text),
}

#[derive(Clone, Copy)]
pub struct Line {
    /// Its place among all that this sheet ever had: names its cells on the page.
    pub id: usize,
    key: StoredValue<String>,
    /// What is on record.
    pub row: RwSignal<Row>,
    pub typed: RwSignal<Typed>,
    pub state: RwSignal<State>,
    /// What the row was before it was saved.
    pub undo: RwSignal<Option<Row>>,
    opened: StoredValue<Vec<Record>>,
}

impl Line {
    /// `kept` is what was typed into it before and is not saved.
    pub fn new(sheet: Sheet, id: usize, key: String, row: Row, kept: Option<KeptRow>) -> Self {
        let state = if kept.is_some() { State::Typing } else { State::Still };
        let (typed, opened) = match kept {
            Some(kept) => (kept.typed, kept.opened),
            None => (Typed::of(&row), held(sheet, &row)),
        };
        Self {
            id,
            key: StoredValue::new(key),
            row: RwSignal::new(row),
            typed: RwSignal::new(typed),
            state: RwSignal::new(state),
            undo: RwSignal::new(None),
            opened: StoredValue::new(opened),
        }
    }

    /// Its name in the draft.
    pub fn key(self) -> String {
        self.key.get_value()
    }

    /// Whether a row of what is known now is this one.
    pub fn stands_for(self, row: &Row) -> bool {
        self.row.with_untracked(|own| {
            let ids = |row: &Row| row.held.values().map(|held| held.id).collect::<Vec<FigureId>>();
            let (mine, theirs) = (ids(own), ids(row));
            mine.iter().any(|id| theirs.contains(id))
                || mine.is_empty() && own.title == row.title && own.unit == row.unit
        })
    }

    /// The row as it is known now; none where its numbers are gone. What is being typed stays.
    pub fn follow(self, sheet: Sheet, row: Option<Row>) {
        let row = row.unwrap_or_else(|| {
            self.row.with_untracked(|own| Row { held: Default::default(), beside: Vec::new(), ..own.clone() })
        });
        let still = matches!(self.state.get_untracked(), State::Still | State::Saved | State::Undone);
        if self.row.with_untracked(|own| *own == row) {
            return;
        }
        if still {
            self.opened.set_value(held(sheet, &row));
            let shown = Typed::of(&row);
            // Where nothing is on record the mode that was chosen stays.
            let monthly = if row.held.is_empty() {
                self.typed.with_untracked(|typed| typed.monthly)
            } else {
                shown.monthly
            };
            self.typed.set(Typed { monthly, ..shown });
            self.row.set(row);
        } else {
            // The values beside it are shown at once; its numbers once the row was left.
            self.row.update(|own| own.beside = row.beside);
        }
    }

    /// Something was typed.
    pub fn type_in(self, sheet: Sheet, change: impl FnOnce(&mut Typed)) {
        self.typed.update(change);
        self.state.set(State::Typing);
        let row = KeptRow { typed: self.typed.get_untracked(), opened: self.opened.get_value() };
        sheet.rows.keep(self.key(), row);
    }

    /// Escape: what is typed goes back to what is on record; where all is on record, the last saving is taken back.
    pub fn step_back(self, sheet: Sheet) {
        if self.state.get_untracked() == State::Saved {
            return self.take_back(sheet);
        }
        self.typed.set(self.row.with_untracked(Typed::of));
        self.state.set(State::Still);
        sheet.rows.forget(&self.key());
    }

    /// The row was left: what is new in it is saved.
    pub fn leave(self, sheet: Sheet, part: Part) {
        if self.state.get_untracked() != State::Typing {
            return;
        }
        let (row, typed) = (self.row.get_untracked(), self.typed.get_untracked());
        match read(&row, &typed, sheet.asked, &part.names_but(self.id)) {
            Err(wrong) => {
                sheet.replica.flush_draft();
                self.state.set(State::Wrong(wrong));
            }
            Ok(None) if typed.is_empty() && typed != Typed::of(&row) => {
                // A unit or 出典 that waits for its number.
                sheet.replica.flush_draft();
            }
            Ok(None) => {
                self.state.set(State::Still);
                sheet.rows.forget(&self.key());
            }
            Ok(Some(form)) => self.send(sheet, form, typed, row),
        }
    }

    fn send(self, sheet: Sheet, form: FigureForm, typed: Typed, before: Row) {
        self.state.set(State::Saving);
        let opened = self.opened.get_value();
        spawn_local(async move {
            let done = ask(sheet.replica, Intent::Figures(vec![form.clone()]), &opened).await;
            // Typed on meanwhile: that is still to be saved.
            let same = self.typed.with_untracked(|now| *now == typed);
            match done {
                Ok(_) => {
                    self.undo.set(Some(before));
                    self.on_record(sheet, &form);
                    if same {
                        sheet.rows.forget(&self.key());
                        self.state.set(State::Saved);
                    }
                }
                Err(not) if same => self.state.set(State::NotSaved(fault(&not))),
                Err(_) => {}
            }
        });
    }

    /// What was saved is the row now.
    fn on_record(self, sheet: Sheet, form: &FigureForm) {
        let sections = sheet.sections();
        let rows =
            sections.iter().filter(|section| section.item == form.item).flat_map(|section| &section.rows);
        let named = |row: &&Row| row.title == form.title && row.unit == form.unit;
        let found = rows.into_iter().find(named).cloned();
        let row = found.unwrap_or_else(|| {
            self.row.with_untracked(|own| Row { held: Default::default(), beside: Vec::new(), ..own.clone() })
        });
        self.opened.set_value(held(sheet, &row));
        self.row.set(row);
    }

    /// 取り消す of what was saved last in this row.
    pub fn take_back(self, sheet: Sheet) {
        let Some(before) = self.undo.get_untracked() else { return };
        let row = self.row.get_untracked();
        let was = |period| before.held.get(period).map(|held| held.number);
        let form = FigureForm {
            item: row.item,
            office: row.office,
            title: before.title.clone(),
            unit: before.unit.clone(),
            source: before.source.clone(),
            numbers: row.held.keys().chain(before.held.keys()).map(|period| (*period, was(period))).collect(),
            known: row.held.iter().map(|(period, held)| (*period, held.id)).collect(),
        };
        let opened = self.opened.get_value();
        spawn_local(async move {
            match ask(sheet.replica, Intent::Figures(vec![form.clone()]), &opened).await {
                Ok(_) => {
                    self.undo.set(None);
                    self.on_record(sheet, &form);
                    let monthly = before.monthly;
                    self.typed.set(Typed { monthly, ..Typed::of(&before) });
                    self.state.set(State::Undone);
                }
                Err(not) => self.state.set(State::NotSaved(fault(&not))),
            }
        });
    }
}

/// The records of a row's numbers, as they are on the board.
fn held(sheet: Sheet, row: &Row) -> Vec<Record> {
    let ids: Vec<RecordId> = row.held.values().map(|held| held.id.record()).collect();
    sheet.replica.held(&ids)
}

/// Why nothing came of it, in words.
pub(super) fn fault(not: &NotDone) -> Text {
    match not {
        NotDone::Refused(Refusal::Figure(fault)) => match fault {
            FigureFault::NoSource(_) => words::no_source(),
            FigureFault::NoUnit(_) => words::no_unit(),
            FigureFault::Item(_) => words::no_item(),
            FigureFault::OtherYear(_) => words::other_year(),
            FigureFault::TooMuch(_) => words::too_many(""),
            FigureFault::TooMany(_) => words::too_many_rows(),
        },
        not => told(not),
    }
}
