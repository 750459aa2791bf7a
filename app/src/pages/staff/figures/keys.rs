//! Going through the grid by keys alone: Enter goes on from cell to cell, the arrows up and down from row to row; a key that
//! confirms kana is left to the kana.

use leptos::ev;
use leptos::prelude::*;
use tsunagari_core::figures::Row;
use tsunagari_core::plan::figure::Span;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, HtmlInputElement};

use super::line::Line;
use super::sheet::Sheet;

/// The key code of a press that an input of kana takes for itself.
const COMPOSING: u32 = 229;

/// The name of a cell on the page.
pub fn cell_id(line: Line, column: &str) -> String {
    format!("figure{}-{column}", line.id)
}

/// Puts the cursor into the first cell of a row.
pub fn go_to(line: Line) {
    focus(document().get_element_by_id(&cell_id(line, "title")));
}

fn focus(cell: Option<web_sys::Element>) {
    if let Some(cell) = cell.and_then(|cell| cell.dyn_into::<HtmlElement>().ok()) {
        // A cell that cannot take the cursor leaves it where it is.
        let _refused = cell.focus();
    }
}

/// A press in a cell.
pub fn press(event: &ev::KeyboardEvent, sheet: Sheet, line: Line) {
    if event.is_composing()
        || event.key_code() == COMPOSING
        || event.ctrl_key()
        || event.alt_key()
        || event.meta_key()
    {
        return;
    }
    let step = match event.key().as_str() {
        "Escape" => {
            event.prevent_default();
            return line.step_back(sheet);
        }
        "Enter" if event.shift_key() => Step::Cell(-1),
        "Enter" => Step::Cell(1),
        "ArrowUp" => Step::Row(-1),
        "ArrowDown" => Step::Row(1),
        _ => return,
    };
    event.prevent_default();
    let Some(from) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    match target(sheet, &from.id(), step) {
        Some(cell) => focus(document().get_element_by_id(&cell)),
        // Past the last cell the row is left, and so saved.
        None => _ = from.blur(),
    }
}

#[derive(Clone, Copy)]
enum Step {
    Cell(isize),
    Row(isize),
}

/// The cell that a step leads to, by its name on the page.
fn target(sheet: Sheet, from: &str, step: Step) -> Option<String> {
    let lines = untrack(|| sheet.lines());
    let cells = |line: &Line| {
        let line = *line;
        let spans = Row::spans(sheet.asked.year, line.typed.with_untracked(|typed| typed.monthly));
        let texts = ["title", "unit", "source"].map(str::to_owned);
        texts.into_iter().chain(spans.into_iter().map(Span::key)).map(move |column| cell_id(line, &column))
    };
    match step {
        Step::Cell(step) => {
            let all: Vec<String> = lines.iter().flat_map(cells).collect();
            let at = all.iter().position(|cell| cell == from)?;
            all.get(at.checked_add_signed(step)?).cloned()
        }
        Step::Row(step) => {
            let (_, column) = from.split_once('-')?;
            let at = lines.iter().position(|line| cell_id(*line, column) == from)?;
            let to = lines.get(at.checked_add_signed(step)?)?;
            // Months and the year's number stand under each other's first cell.
            let there = cells(to).any(|cell| cell == cell_id(*to, column));
            let number = Row::spans(sheet.asked.year, to.typed.with_untracked(|typed| typed.monthly));
            let first = number.first().map(|period| period.key()).unwrap_or_default();
            Some(cell_id(*to, if there { column } else { &first }))
        }
    }
}
