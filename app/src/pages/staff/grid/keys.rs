//! Going through the grid by keys alone: Enter goes on, arrows move; a key that confirms kana is left to the kana.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, HtmlInputElement};

use super::line::Line;
use super::sheet::{Part, Sheet};

/// The key code of a press that an input of kana takes for itself.
const COMPOSING: u32 = 229;

/// Where a press leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    On,
    Back,
    Up,
    Down,
    Left,
    Right,
    Undo,
}

/// The name of a cell on the page.
pub fn cell_id(line: Line, column: usize) -> String {
    format!("cell{}-{column}", line.id)
}

/// Puts the cursor into a cell.
pub fn go_to(line: Line, column: usize) {
    let cell = document().get_element_by_id(&cell_id(line, column));
    if let Some(cell) = cell.and_then(|cell| cell.dyn_into::<HtmlElement>().ok()) {
        // A cell that cannot take the cursor leaves it where it is.
        let _refused = cell.focus();
    }
}

/// The cell in which a row is begun: its first number, or the day where that is to be typed.
pub fn first_cell(line: Line) -> usize {
    usize::from(line.row.with_untracked(Option::is_some))
}

/// A press in a cell.
pub fn press(event: &ev::KeyboardEvent, sheet: Sheet, part: Part, line: Line, column: usize) {
    if event.is_composing() || event.key_code() == COMPOSING {
        return;
    }
    let Some(way) = way(event) else { return };
    if way == Way::Undo {
        event.prevent_default();
        return line.step_back(sheet, part);
    }
    event.prevent_default();
    let dated = if column == 0 && way == Way::On { line.dated(sheet, part) } else { None };
    match dated {
        Some(other) => go_to(other, first_cell(other)),
        None => {
            if let Some((to, column)) = target(sheet, part, line, column, way) {
                go_to(to, column);
            } else {
                line.leave(sheet, part);
            }
        }
    }
}

fn way(event: &ev::KeyboardEvent) -> Option<Way> {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return None;
    }
    let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let text = field.as_ref().filter(|field| field.type_() == "text");
    // In a list the arrows up and down choose.
    let list = field.is_none();
    Some(match event.key().as_str() {
        "Enter" if event.shift_key() => Way::Back,
        "Enter" => Way::On,
        "Escape" => Way::Undo,
        "ArrowUp" if !list => Way::Up,
        "ArrowDown" if !list => Way::Down,
        "ArrowLeft" if text.is_none_or(|field| at_edge(field, true)) => Way::Left,
        "ArrowRight" if text.is_none_or(|field| at_edge(field, false)) => Way::Right,
        _ => return None,
    })
}

/// Whether the cursor can go no further in its text, or all of it is chosen.
fn at_edge(field: &HtmlInputElement, left: bool) -> bool {
    let start = field.selection_start().ok().flatten().unwrap_or(0);
    let end = field.selection_end().ok().flatten().unwrap_or(0);
    let length = u32::try_from(field.value().encode_utf16().count()).unwrap_or(u32::MAX);
    let all = start == 0 && end == length;
    all || start == end && if left { start == 0 } else { end == length }
}

fn target(sheet: Sheet, part: Part, line: Line, column: usize, way: Way) -> Option<(Line, usize)> {
    let (numbers, last) = part.columns.with_value(|columns| {
        let numbers = columns.iter().rposition(|column| column.is_number()).unwrap_or(0);
        (numbers, columns.len().saturating_sub(1))
    });
    let on = |column: usize| Some((line, column));
    match way {
        // An empty row at the end is passed over as a whole.
        Way::On if line.is_blank() && column == 0 => next_part(sheet, part),
        // 中止 and およそ are there for whoever goes to them; Enter goes from the last number to the next row.
        Way::On if column < numbers => on(column + 1),
        Way::On => beside(sheet, line, 1).map(|to| (to, first_cell(to))),
        Way::Back | Way::Left if column > 0 => on(column - 1),
        Way::Back => beside(sheet, line, -1).map(|to| (to, numbers)),
        Way::Right if column < last => on(column + 1),
        Way::Up => beside(sheet, line, -1).map(|to| (to, column)),
        Way::Down => beside(sheet, line, 1).map(|to| (to, column)),
        Way::Left | Way::Right | Way::Undo => None,
    }
}

fn beside(sheet: Sheet, line: Line, step: isize) -> Option<Line> {
    let lines = sheet.lines();
    let at = lines.iter().position(|(_, one)| one.id == line.id)?;
    lines.get(at.checked_add_signed(step)?).map(|(_, line)| *line)
}

fn next_part(sheet: Sheet, part: Part) -> Option<(Line, usize)> {
    let parts = sheet.parts.get_value();
    let at = parts.iter().position(|one| one.key() == part.key())?;
    let rest = parts.into_iter().skip(at + 1);
    let line = rest.filter_map(|part| part.lines.with_untracked(|lines| lines.first().copied())).next()?;
    Some((line, first_cell(line)))
}
