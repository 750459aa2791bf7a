//! Sheets laid for the printer, a page after the other: each with its heads, its foot and its number, no row torn, no merged
//! cell without its text. Laid by hand, text as text, at the size of the paper and out of sight, because nobody but the
//! page itself can tell what fits.

use leptos::prelude::*;
use leptos::{ev, html};
use tsunagari_core::paper::{Cell, Row, Sheet, Style, pages};
use web_sys::Element;

use crate::words::{Speaking, Speech, reading};

/// The paper, laid when the page is printed, in whichever way that is asked for.
#[component]
pub fn Paper(
    /// What is printed, as it is at that moment.
    sheets: Callback<(), Vec<Sheet>>,
    /// Told how to print, for a button.
    #[prop(optional)]
    print: Option<RwSignal<Option<Callback<()>>>>,
) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    let speech = Speaking::here();
    let draw = move || {
        let Some(place) = place.get_untracked() else { return };
        place.set_text_content(None);
        // Where no more can be laid, what is laid is printed.
        let _whole = lay(&place, &sheets.run(()), speech.get_untracked());
    };
    let before = window_event_listener(ev::Custom::<ev::Event>::new("beforeprint"), move |_| draw());
    on_cleanup(move || before.remove());
    if let Some(told) = print {
        // A browser that cannot print does nothing; where it can, it says `beforeprint` first.
        told.set(Some(Callback::new(move |()| drop(window().print()))));
    }
    view! { <div class="leaves" lang="ja" node_ref=place></div> }
}

/// A page of a sheet.
struct Leaf {
    sheet: usize,
    rows: Vec<Row>,
}

fn lay(place: &Element, sheets: &[Sheet], speech: Speech) -> Option<()> {
    let goes_on = reading::goes_on().letters(speech);
    let mut leaves = Vec::new();
    for (at, sheet) in sheets.iter().enumerate() {
        let trial = put(place, "section", shape(sheet))?;
        let room = put(&trial, "div", "room")?;
        // What the foot takes is not the rows'.
        foot(&trial, sheet, &reading::page_of(1, 1).letters(speech))?;
        let mut fits = |rows: &[Row]| {
            room.set_text_content(None);
            table(&room, sheet, rows).is_none_or(|table| table.client_height() <= room.client_height())
        };
        leaves.extend(pages(sheet, &goes_on, &mut fits).into_iter().map(|rows| Leaf { sheet: at, rows }));
        trial.remove();
    }
    let all = leaves.len();
    for (n, leaf) in leaves.iter().enumerate() {
        let sheet = sheets.get(leaf.sheet)?;
        let page = put(place, "section", shape(sheet))?;
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
        Style::Number => ("td", "number"),
        Style::Note => ("td", "note"),
        Style::Input => ("td", "input"),
    };
    let cell = put(line, name, class)?;
    for (attribute, more) in [("rowspan", said.down), ("colspan", said.right)] {
        if more > 0 {
            cell.set_attribute(attribute, &(u32::from(more) + 1).to_string()).ok()?;
        }
    }
    cell.set_text_content(Some(&said.value.letters()));
    Some(())
}
