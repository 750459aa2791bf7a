//! Sheets laid for the printer, a page after the other: each with its heads, its foot and its number, no row torn, no merged
//! cell without its text. Laid by hand, text as text, at the size of the paper and out of sight, because nobody but the
//! page itself can tell what fits.

use leptos::prelude::*;
use leptos::{ev, html};
use tsunagari_core::paper::{Cell, Row, Sheet, Style, Value, pages};
use tsunagari_core::report::with_commas;
use web_sys::Element;

use crate::words::{Speaking, Speech, reading};

/// A page's paper.
#[derive(Clone, Copy)]
pub struct Paper {
    place: NodeRef<html::Div>,
    speech: RwSignal<Speech>,
    /// Whether a button asked for what lies there.
    asked: StoredValue<bool>,
}

impl Paper {
    /// Of a page that is about these sheets: the browser's own way to print finds them too.
    pub fn provide(of: impl Fn() -> Vec<Sheet> + 'static) -> Self {
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
        let paper = Self { place: NodeRef::new(), speech: Speaking::here(), asked: StoredValue::new(false) };
        let after = window_event_listener(ev::Custom::<ev::Event>::new("afterprint"), move |_| {
            paper.asked.set_value(false);
            paper.lay(&[]);
        });
        on_cleanup(move || after.remove());
        paper
    }

    /// Where it lies; nowhere on a screen.
    pub fn place(self) -> impl IntoView {
        view! { <div lang="ja" node_ref=self.place></div> }
    }

    /// Prints these. A browser that cannot print does nothing.
    pub fn print(self, sheets: &[Sheet]) {
        self.lay(sheets);
        self.asked.set_value(true);
        // The paper stands first.
        request_animation_frame(|| drop(window().print()));
    }

    fn lay(self, sheets: &[Sheet]) {
        let Some(place) = self.place.get_untracked() else { return };
        place.set_text_content(None);
        place.set_class_name(if sheets.is_empty() { "" } else { "leaves" });
        // Where no more can be laid, what is laid is printed.
        let _whole = lay(&place, sheets, self.speech.get_untracked());
    }
}

/// A page of a sheet.
struct Leaf {
    sheet: usize,
    shape: String,
    rows: Vec<Row>,
}

/// A sheet of two pages that a smaller letter makes one is one.
const TIGHT: &str = " tight";

fn lay(place: &Element, sheets: &[Sheet], speech: Speech) -> Option<()> {
    let goes_on = reading::goes_on().letters(speech);
    let mut leaves = Vec::new();
    for (at, sheet) in sheets.iter().enumerate() {
        let mut form = shape(sheet).to_owned();
        let trial = put(place, "section", &form)?;
        let room = put(&trial, "div", "room")?;
        // What the foot takes is not the rows'.
        foot(&trial, sheet, &reading::page_of(1, 1).letters(speech))?;
        let mut fits = |rows: &[Row]| {
            room.set_text_content(None);
            table(&room, sheet, rows).is_none_or(|table| table.client_height() <= room.client_height())
        };
        let mut laid = pages(sheet, &goes_on, &mut fits);
        if laid.len() == 2 {
            trial.set_class_name(&format!("{form}{TIGHT}"));
            let tight = pages(sheet, &goes_on, &mut fits);
            if tight.len() == 1 {
                form.push_str(TIGHT);
                laid = tight;
            }
        }
        leaves.extend(laid.into_iter().map(|rows| Leaf { sheet: at, shape: form.clone(), rows }));
        trial.remove();
    }
    let all = leaves.len();
    for (n, leaf) in leaves.iter().enumerate() {
        let sheet = sheets.get(leaf.sheet)?;
        let page = put(place, "section", &leaf.shape)?;
        table(&put(&page, "div", "room")?, sheet, &leaf.rows)?;
        foot(&page, sheet, &reading::page_of(n + 1, all).letters(speech))?;
    }
    Some(())
}

fn foot(page: &Element, sheet: &Sheet, number: &str) -> Option<()> {
    let foot = put(page, "footer", "")?;
    put(&foot, "span", "")?.set_text_content(Some(&sheet.foot));
    put(&foot, "b", "")?.set_text_content(Some(number));
    if let Some(notice) = &sheet.notice {
        put(&foot, "small", "")?.set_text_content(Some(notice));
    }
    Some(())
}

const fn shape(sheet: &Sheet) -> &'static str {
    if sheet.lies { "a4 lies" } else { "a4" }
}

/// A new element at the end of another.
fn put(under: &Element, name: &str, class: &str) -> Option<Element> {
    let element = document().create_element(name).ok()?;
    element.set_class_name(class);
    under.append_child(&element).ok()?;
    Some(element)
}

fn table(under: &Element, sheet: &Sheet, rows: &[Row]) -> Option<Element> {
    let table = put(under, "table", "")?;
    let columns = put(&table, "colgroup", "")?;
    let shown = || sheet.columns.iter().filter(|column| !column.hidden);
    let whole = shown().map(|column| u32::from(column.width)).sum::<u32>().max(1);
    for column in shown() {
        let share = u32::from(column.width) * 1000 / whole;
        put(&columns, "col", "")?.set_attribute("width", &format!("{}.{}%", share / 10, share % 10)).ok()?;
    }
    let head = put(&table, "thead", "")?;
    sheet.rows.iter().take(sheet.repeated).try_for_each(|row| line(&head, row))?;
    let body = put(&table, "tbody", "")?;
    rows.iter().try_for_each(|row| line(&body, row))?;
    Some(table)
}

fn line(under: &Element, row: &Row) -> Option<()> {
    let line = put(under, "tr", "")?;
    row.cells.iter().try_for_each(|said| cell(&line, said))
}

fn cell(line: &Element, said: &Cell) -> Option<()> {
    let (name, class) = match said.style {
        Style::Title => ("td", "title"),
        Style::Head => ("th", ""),
        Style::Heading => ("th", "heading"),
        Style::Cell => ("td", ""),
        Style::Number => ("td", "amount"),
        Style::Note => ("td", "note"),
        Style::Input => ("td", "input"),
    };
    let cell = put(line, name, class)?;
    for (attribute, more) in [("rowspan", said.down), ("colspan", said.right)] {
        if more > 0 {
            cell.set_attribute(attribute, &(u32::from(more) + 1).to_string()).ok()?;
        }
    }
    let text = match &said.value {
        Value::Number(number) => with_commas(*number),
        other => other.letters(),
    };
    cell.set_text_content(Some(&text));
    Some(())
}
