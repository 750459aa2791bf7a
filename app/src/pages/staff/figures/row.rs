//! A row of the grid on the screen: its cells, what it comes to, and in words what became of it.

use leptos::prelude::*;
use leptos::{ev, html};
use serde_json::Value;
use tsunagari_core::draft::grouped;
use tsunagari_core::figures::{Beside, Cell, Row, Typed, Wrong};
use tsunagari_core::intent::Intent;
use tsunagari_core::plan::figure::Span;
use wasm_bindgen::JsCast as _;

use super::keys::{cell_id, press};
use super::line::{Line, State};
use super::sheet::{Part, Sheet};
use crate::pages::ask::ask;
use crate::pages::staff::typed_rows::on_leaving;
use crate::words::{Speaking, Text, figure as words};

/// The row.
#[component]
pub fn RowView(sheet: Sheet, part: Part, line: Line) -> impl IntoView {
    let place = NodeRef::<html::Li>::new();
    let left = on_leaving(place, move || line.leave(sheet, part));
    let monthly = Memo::new(move |_| line.typed.with(|typed| typed.monthly));
    let numbers = move || {
        let spans = Row::spans(sheet.asked.year, monthly.get());
        spans
            .into_iter()
            .map(|period| view! { <CellView sheet line cell=Cell::Number(period)/> })
            .collect_view()
    };
    view! {
        <li node_ref=place on:focusout=left>
            <div class="cells">
                <CellView sheet line cell=Cell::Title/>
                <CellView sheet line cell=Cell::Unit/>
                <CellView sheet line cell=Cell::Source/>
                {numbers}
            </div>
            <Said sheet part line/>
            <Two sheet line/>
        </li>
    }
}

/// What a cell is called.
pub(super) fn cell_name(cell: Cell) -> Text {
    match cell {
        Cell::Title => words::what(),
        Cell::Unit => words::unit(),
        Cell::Source => words::source(),
        Cell::Number(period) => span_name(period),
    }
}

pub(super) fn span_name(period: Span) -> Text {
    match period {
        Span::Month(month) => words::of_month(month.first().month_number()),
        Span::Year(_) => words::of_year(),
    }
}

#[component]
fn CellView(sheet: Sheet, line: Line, cell: Cell) -> impl IntoView {
    let speech = Speaking::here();
    let name = cell_name(cell);
    let shown = name.clone();
    let item = line.row.with_untracked(|row| row.item);
    let title = sheet
        .look(|book, _| book.items.get(&item).and_then(|item| item.title.as_ref()).map(ToString::to_string));
    let title = title.unwrap_or_default();
    let label = move || words::of_row(&title, &name.letters(speech.get())).letters(speech.get());
    let (column, class, mode) = match cell {
        Cell::Title => ("title".to_owned(), "cell text", None),
        Cell::Unit => ("unit".to_owned(), "cell unit", None),
        Cell::Source => ("source".to_owned(), "cell text", None),
        Cell::Number(period) => (period.key(), "cell", Some("numeric")),
    };
    let value = move || line.typed.with(|typed| text_of(typed, cell).to_owned());
    let invalid =
        move || matches!(line.state.get(), State::Wrong(wrong) if wrong.cell() == cell).then_some("true");
    let keys = move |event: ev::KeyboardEvent| press(&event, sheet, line);
    let typed = move |event: ev::Event| {
        let text = event_target_value(&event);
        line.type_in(sheet, |typed| match cell {
            Cell::Title => typed.title = text,
            Cell::Unit => typed.unit = text,
            Cell::Source => typed.source = text,
            Cell::Number(period) => _ = typed.numbers.insert(period.key(), text),
        });
    };
    let select = move |event: ev::FocusEvent| {
        let field = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(field) = field {
            field.select();
        }
    };
    view! {
        <div class=class>
            <span class="head" aria-hidden="true">{shown}</span>
            <input id=cell_id(line, &column) type="text" class:num=mode.is_some() inputmode=mode autocomplete="off"
                enterkeyhint="next" aria-label=label aria-invalid=invalid prop:value=value on:focus=select on:keydown=keys on:input=typed/>
        </div>
    }
}

fn text_of(typed: &Typed, cell: Cell) -> &str {
    match cell {
        Cell::Title => &typed.title,
        Cell::Unit => &typed.unit,
        Cell::Source => &typed.source,
        Cell::Number(period) => typed.number(period),
    }
}

/// What the row comes to, what it says of itself, and the ways back.
#[component]
fn Said(sheet: Sheet, part: Part, line: Line) -> impl IntoView {
    let said = move || match line.state.get() {
        State::Still => None,
        State::Typing => Some((words::typing(), "small")),
        State::Saving => Some((words::saving(), "small")),
        State::Saved => Some((words::saved(), "strong")),
        State::Undone => Some((words::undone(), "small")),
        State::Wrong(wrong) => Some((mend(wrong), "wrong")),
        State::NotSaved(text) => Some((text, "wrong")),
    };
    let sum = move || {
        line.row.with(|row| row.total().map(|sum| format!("{}{}※{}", grouped(sum), row.unit, row.source)))
    };
    let before = move || line.row.with(|row| row.before.map(|sum| format!("{}{}", grouped(sum), row.unit)));
    // The other kind of cells is offered while no number is typed.
    let monthly = move || line.typed.with(|typed| typed.is_empty().then_some(typed.monthly));
    let last = move || part.lines.with(|lines| lines.last().is_some_and(|last| last.id == line.id));
    view! {
        <div class="said-row">
            <p role="status">{move || said().map(|(text, class)| view! { <span class=class>{text}</span> })}</p>
            {move || sum().map(|sum| view! { <span class="num">{words::total(&sum)}</span> })}
            {move || before().map(|sum| view! { <span class="small num">{words::before(&sum)}</span> })}
            {move || line.undo.get().filter(|_| line.state.get() == State::Saved).map(|_| view! {
                <button type="button" class="quiet" on:click=move |_| line.take_back(sheet)>{words::undo()}</button>
            })}
            {move || monthly().map(|monthly| view! {
                <button type="button" class="quiet" on:click=move |_| line.typed.update(|typed| typed.monthly = !monthly)>
                    {if monthly { words::by_year() } else { words::by_month() }}
                </button>
            })}
            {move || last().then(|| view! {
                <button type="button" class="quiet" on:click=move |_| part.another(sheet)>{words::another()}</button>
            })}
        </div>
    }
}

/// What has to be set right, in words.
pub(super) fn why(wrong: Wrong) -> Text {
    let speech = Speaking::here().get_untracked();
    let of = |period: Span| span_name(period).letters(speech);
    match wrong {
        Wrong::NoSource => words::no_source(),
        Wrong::NoUnit => words::no_unit(),
        Wrong::Twice => words::twice(),
        Wrong::NotANumber(period) => words::not_a_number(&of(period)),
        Wrong::Negative(period) => words::negative(&of(period)),
        Wrong::TooMany(period) => words::too_many(&of(period)),
        Wrong::Long(cell, limit) => words::long(&cell_name(cell).letters(speech), limit),
    }
}

fn mend(wrong: Wrong) -> Text {
    words::mend(&why(wrong).letters(Speaking::here().get_untracked()))
}

/// Values that two people wrote at the same time: either is chosen.
#[component]
fn Two(sheet: Sheet, line: Line) -> impl IntoView {
    let one = move |beside: Beside| {
        let speech = Speaking::here().get_untracked();
        let letters = |text: Text| text.letters(speech).to_string();
        let named = match beside.field.as_str() {
            "unit" => words::unit(),
            "source" => words::source(),
            "title" => words::what(),
            _ => beside.period.map_or_else(words::of_year, span_name),
        };
        let shown = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Null => letters(words::none()),
            Value::Bool(true) => letters(words::removed()),
            other => other.to_string(),
        };
        let (now, other) = (shown(&beside.now), shown(&beside.other));
        let choose = move |value: Value| {
            let intent = Intent::Choose { record: beside.id.record(), field: beside.field.clone(), value };
            leptos::task::spawn_local(async move { _ = ask(sheet.replica, intent, &[]).await });
        };
        let (keep, take) = (choose.clone(), choose);
        let (kept, taken) = (beside.now.clone(), beside.other.clone());
        view! {
            <div class="notice wait">
                <p>{words::two_values(&letters(named), &now, &other)}</p>
                <button type="button" class="quiet" on:click=move |_| keep(kept.clone())>{words::keep_now(&now)}</button>
                <button type="button" class="quiet" on:click=move |_| take(taken.clone())>{words::take_other(&other)}</button>
            </div>
        }
    };
    move || line.row.with(|row| row.beside.clone()).into_iter().map(one).collect_view()
}
