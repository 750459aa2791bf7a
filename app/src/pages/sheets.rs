//! Sheets on paper: laid for the printer alone, when they are printed, text as text; their repeated rows stand on every page.

use leptos::prelude::*;
use leptos::{ev, html};
use tsunagari_core::paper::{Cell, Row, Sheet, Style, Value, places};
use tsunagari_core::report::with_commas;
use web_sys::Element;

type Sheets = Vec<Sheet>;

/// The page's paper.
#[derive(Clone, Copy)]
pub struct Paper {
    place: NodeRef<html::Div>,
    /// Whether a button asked for what lies there.
    asked: StoredValue<bool>,
}

impl Paper {
    /// Of a page that is about these sheets: the browser's own way to print finds them too.
    pub fn provide(of: impl Fn() -> Sheets + 'static) -> Self {
        let paper = Self::apart();
        let before = window_event_listener(ev::Custom::<ev::Event>::new("beforeprint"), move |_| {
            if !paper.asked.get_value() {
                paper.lay(&of());
            }
        });
        on_cleanup(move || before.remove());
        paper
    }

    /// Of a page that is about something else, which prints as it is unless these are asked for.
    pub fn apart() -> Self {
        let paper = Self { place: NodeRef::new(), asked: StoredValue::new(false) };
        let after = window_event_listener(ev::Custom::<ev::Event>::new("afterprint"), move |_| {
            paper.asked.set_value(false);
            paper.lay(&Vec::new());
        });
        on_cleanup(move || after.remove());
        paper
    }

    /// Where it lies; nowhere on a screen.
    pub fn place(self) -> impl IntoView {
        view! { <div lang="ja" node_ref=self.place></div> }
    }

    /// Prints these. A browser that cannot print does nothing.
    pub fn print(self, sheets: Sheets) {
        self.lay(&sheets);
        self.asked.set_value(true);
        // The paper stands first.
        request_animation_frame(|| drop(window().print()));
    }

    fn lay(self, sheets: &Sheets) {
        let Some(place) = self.place.get_untracked() else { return };
        place.set_text_content(None);
        place.set_class_name(if sheets.is_empty() { "" } else { "paper sheets" });
        for sheet in sheets {
            // Where no more can be laid, what is laid is printed.
            let _whole = lay(&place, sheet);
        }
    }
}

/// A new element at the end of another.
fn put(under: &Element, name: &str, class: &str) -> Option<Element> {
    let element = document().create_element(name).ok()?;
    element.set_class_name(class);
    under.append_child(&element).ok()?;
    Some(element)
}

fn lay(place: &Element, sheet: &Sheet) -> Option<()> {
    let table = put(place, "table", if sheet.lies { "lies" } else { "" })?;
    let columns = put(&table, "colgroup", "")?;
    let shown = || sheet.columns.iter().filter(|column| !column.hidden);
    let all: u32 = shown().map(|column| u32::from(column.width)).sum();
    for column in shown() {
        let share = u32::from(column.width) * 100 / all.max(1);
        put(&columns, "col", "")?.set_attribute("width", &format!("{share}%")).ok()?;
    }
    let (head, body) = (put(&table, "thead", "")?, put(&table, "tbody", "")?);
    let placed = places(sheet);
    for (at, row) in sheet.rows.iter().enumerate() {
        let under = lay_row(if at < sheet.repeated { &head } else { &body }, row)?;
        for place in placed.iter().filter(|place| place.row == at) {
            let across = sheet.columns.iter().take(place.last + 1).skip(place.column);
            match across.filter(|column| !column.hidden).count() {
                0 => {}
                across => lay_cell(&under, place.cell, across, place.bottom - at + 1)?,
            }
        }
    }
    let foot = put(&put(&table, "tfoot", "")?, "tr", "")?;
    let over = put(&foot, "td", "over")?;
    over.set_attribute("colspan", &shown().count().to_string()).ok()?;
    for line in [Some(&sheet.foot), sheet.notice.as_ref()].into_iter().flatten() {
        put(&over, "div", "")?.set_text_content(Some(line));
    }
    Some(())
}

fn lay_row(under: &Element, row: &Row) -> Option<Element> {
    let heading = row.depth.is_some() || row.cells.iter().all(|cell| cell.style == Style::Heading);
    put(under, "tr", if heading { "heading" } else { "" })
}

fn lay_cell(row: &Element, cell: &Cell, across: usize, down: usize) -> Option<()> {
    let (name, class) = match cell.style {
        Style::Title => ("td", "over title"),
        Style::Note => ("td", "over"),
        Style::Head => ("th", ""),
        Style::Heading => ("th", "sum"),
        Style::Cell => ("td", ""),
        Style::Number => ("td", "amount"),
        Style::Input => ("td", "input"),
    };
    let element = put(row, name, class)?;
    for (attribute, over) in [("colspan", across), ("rowspan", down)] {
        if over > 1 {
            element.set_attribute(attribute, &over.to_string()).ok()?;
        }
    }
    let text = match &cell.value {
        Value::Number(number) => with_commas(*number),
        other => other.letters(),
    };
    for line in text.split('\n').filter(|line| !line.is_empty()) {
        put(&element, "div", "")?.set_text_content(Some(line));
    }
    Some(())
}
