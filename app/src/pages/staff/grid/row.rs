//! A row of the grid on the screen: its cells, and in words what became of it.

use leptos::prelude::*;
use leptos::{ev, html};
use tsunagari_core::activity::Held;
use tsunagari_core::calendar::Day;
use tsunagari_core::intent::Doubt;
use tsunagari_core::query::grid::{Column, Wrong};
use wasm_bindgen::JsCast as _;

use super::keys::{cell_id, first_cell, go_to, press};
use super::line::{Line, State};
use super::sheet::{Part, Sheet};
use crate::pages::staff::typed_rows::on_leaving;
use crate::words::{Speaking, Text, grid as words};

/// The end of an age band's name.
const OR_MORE: &str = "以上";

/// What a column is called.
fn column_name(column: &Column, alone: bool) -> Text {
    match column {
        Column::Day => words::day(),
        Column::Band { label, .. } | Column::Quantity { label, .. } => (*label).into(),
        Column::Heads if alone => words::attended(),
        Column::Heads => words::heads(),
        Column::Helpers => words::helpers(),
        Column::Held => words::held(),
        Column::About => words::about(),
    }
}

/// The same over a narrow cell, where 65歳以上 stands in two lines of its own.
pub fn head(column: &Column, alone: bool) -> AnyView {
    match column {
        Column::Band { label, .. } if label.ends_with(OR_MORE) => {
            view! { {label.trim_end_matches(OR_MORE)}<wbr/>{OR_MORE} }.into_any()
        }
        _ => column_name(column, alone).view(),
    }
}

/// The row.
#[component]
pub fn RowView(sheet: Sheet, part: Part, line: Line) -> impl IntoView {
    let place = NodeRef::<html::Li>::new();
    let left = on_leaving(place, move || line.leave(sheet, part));
    let columns = part.columns.get_value();
    let alone = !columns.iter().any(|column| matches!(column, Column::Band { .. }));
    let wrong = Memo::new(move |_| match line.state.get() {
        State::Wrong(wrong) => Some(wrong.column().key()),
        _ => None,
    });
    let cells = columns.into_iter().enumerate().map(move |(at, column)| {
        view! { <Cell sheet part line at column alone wrong/> }
    });
    view! {
        <li node_ref=place on:focusout=left>
            <div class="cells">{cells.collect_view()}</div>
            <Said sheet part line/>
        </li>
    }
}

/// What a row is called when one of its cells is read aloud.
fn row_name(sheet: Sheet, line: Line) -> Text {
    let monthly = line.row.with(|row| row.as_ref().is_some_and(|row| row.draft.when.day().is_none()));
    let day = line.cells.with(|cells| sheet.day_of(&cells.day));
    match day {
        _ if monthly => words::month_total(),
        Some(day) => day.text_with_weekday().into(),
        None => words::blank(),
    }
}

#[component]
fn Cell(
    sheet: Sheet,
    part: Part,
    line: Line,
    at: usize,
    column: Column,
    alone: bool,
    wrong: Memo<Option<String>>,
) -> impl IntoView {
    let speech = Speaking::here();
    let name = column_name(&column, alone);
    let shown = head(&column, alone);
    let label = move || {
        let of = row_name(sheet, line).letters(speech.get());
        words::of_day(&of, &name.letters(speech.get())).letters(speech.get())
    };
    let key = column.key();
    let class = match &column {
        Column::Day => "cell day",
        Column::Held => "cell held",
        Column::About => "cell about",
        _ => "cell",
    };
    let invalid = move || wrong.with(|wrong| *wrong == Some(key.clone())).then_some("true");
    let keys = move |event: ev::KeyboardEvent| press(&event, sheet, part, line, at);
    let id = cell_id(line, at);
    let field = match column {
        Column::Held => held_cell(sheet, part, line, id, label, invalid, keys).into_any(),
        Column::About => view! {
            <input id=id type="checkbox" aria-label=label prop:checked=move || line.cells.with(|cells| cells.about)
                on:change=move |event| line.type_in(sheet, part, |cells| cells.about = event_target_checked(&event))
                on:keydown=keys/>
        }
        .into_any(),
        Column::Day => day_cell(sheet, part, line, id, label, invalid, keys).into_any(),
        column => {
            let typed = column.clone();
            view! {
                <input id=id type="text" class="num" inputmode="numeric" autocomplete="off" enterkeyhint="next" aria-label=label
                    aria-invalid=invalid
                    prop:value=move || line.cells.with(|cells| cells.number(&column).to_owned())
                    on:focus=select on:keydown=keys
                    on:input=move |event| line.type_in(sheet, part, |cells| cells.set_number(&typed, event_target_value(&event)))/>
            }
            .into_any()
        }
    };
    view! { <div class=class><span class="head" aria-hidden="true">{shown}</span>{field}</div> }
}

fn select(event: ev::FocusEvent) {
    let field = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    if let Some(field) = field {
        field.select();
    }
}

fn day_cell(
    sheet: Sheet,
    part: Part,
    line: Line,
    id: String,
    label: impl Fn() -> String + Send + Sync + 'static,
    invalid: impl Fn() -> Option<&'static str> + Send + Sync + 'static,
    keys: impl Fn(ev::KeyboardEvent) + 'static,
) -> impl IntoView {
    let monthly =
        line.row.with_untracked(|row| row.as_ref().is_some_and(|row| row.draft.when.day().is_none()));
    if monthly {
        return view! { <b id=id tabindex="-1">{words::month_total()}</b> }.into_any();
    }
    let weekday = move || {
        let day = line.cells.with(|cells| sheet.day_of(&cells.day));
        day.map(|day| day.weekday().text())
    };
    let dated = move |_| {
        if let Some(other) = line.dated(sheet, part) {
            go_to(other, first_cell(other));
        }
    };
    view! {
        <span class="dated">
            <input id=id type="text" class="num" inputmode="numeric" autocomplete="off" enterkeyhint="next" aria-label=label
                aria-invalid=invalid prop:value=move || line.cells.with(|cells| cells.day.clone())
                on:focus=select on:keydown=keys on:change=dated
                on:input=move |event| line.type_in(sheet, part, |cells| cells.day = event_target_value(&event))/>
            <small>{weekday}</small>
        </span>
    }
    .into_any()
}

fn held_cell(
    sheet: Sheet,
    part: Part,
    line: Line,
    id: String,
    label: impl Fn() -> String + Send + Sync + 'static,
    invalid: impl Fn() -> Option<&'static str> + Send + Sync + 'static,
    keys: impl Fn(ev::KeyboardEvent) + 'static,
) -> impl IntoView {
    let options = Held::ALL.map(|held| {
        let name = match held {
            Held::Done => words::is_held(),
            Held::Rain => words::rain(),
            Held::Infection => words::infection(),
            Held::Heat => words::heat(),
            Held::Hands => words::hands(),
            Held::Other => words::other(),
        };
        let chosen = move || line.cells.with(|cells| cells.held == held);
        view! { <option value=held.key() selected=chosen>{name}</option> }
    });
    let choose = move |event: ev::Event| {
        let held = Held::read(Some(&event_target_value(&event)));
        let counted =
            line.row.with_untracked(|row| row.as_ref().map(|row| part.cells_of(&row.draft).numbers));
        line.type_in(sheet, part, |cells| {
            // What was not held counts nobody; held after all, it counts whom it counted.
            cells.numbers = if held.is_done() { counted.unwrap_or_default() } else { Default::default() };
            cells.held = held;
        });
    };
    view! {
        <select id=id aria-label=label aria-invalid=invalid prop:value=move || line.cells.with(|cells| cells.held.key())
            on:change=choose on:keydown=keys>{options.into_iter().collect_view()}</select>
    }
}

/// What the row says of itself, and the ways back.
#[component]
fn Said(sheet: Sheet, part: Part, line: Line) -> impl IntoView {
    let said = move || match line.state.get() {
        State::Still => {
            line.row.with(|row| row.as_ref().and_then(|row| row.log)).map(|_| (words::logged(), "small"))
        }
        State::Found => Some((words::found(), "small")),
        State::Typing => Some((words::typing(), "small")),
        State::Saving => Some((words::saving(), "small")),
        State::Saved => Some((words::saved(), "strong")),
        State::Undone => Some((words::undone(), "small")),
        State::Wrong(wrong) => Some((mend(sheet, &wrong), "wrong")),
        State::Asked(doubts) => Some((look(&doubts), "asked")),
        State::NotSaved(text) => Some((text, "wrong")),
    };
    let twin = move || matches!(line.state.get(), State::Asked(doubts) if doubts.iter().any(|doubt| matches!(doubt, Doubt::Twin { .. })));
    let other = move || {
        let day = line.row.with(|row| row.as_ref().and_then(|row| row.draft.when.day()));
        day.filter(|_| line.state.get() == State::Found)
    };
    let add = move |day: Day| {
        if let Some(to) = part.another(sheet, day) {
            // The row is drawn before the cursor can go there.
            request_animation_frame(move || go_to(to, 1));
        }
    };
    let as_another = move |_| {
        line.type_in(sheet, part, |cells| cells.another = true);
        line.save(sheet, part, false);
    };
    view! {
        <div class="said-row">
            <p role="status">{move || said().map(|(text, class)| view! { <span class=class>{text}</span> })}</p>
            {move || line.undo.get().filter(|_| line.state.get() == State::Saved).map(|_| view! {
                <button type="button" class="quiet" on:click=move |_| line.take_back(sheet, part)>{words::undo()}</button>
            })}
            {move || twin().then(|| view! { <button type="button" class="quiet" on:click=as_another>{words::as_another()}</button> })}
            {move || matches!(line.state.get(), State::Asked(_)).then(|| view! {
                <button type="button" class="quiet" on:click=move |_| line.save(sheet, part, true)>{words::keep()}</button>
            })}
            {move || other().map(|day| view! {
                <button type="button" class="quiet" on:click=move |_| add(day)>{words::another()}</button>
            })}
        </div>
    }
}

fn mend(sheet: Sheet, wrong: &Wrong) -> Text {
    let month = sheet.month.text();
    let name = |column: &Column| column_name(column, false);
    let speech = Speaking::here().get();
    let of = |column: &Column| name(column).letters(speech);
    let why = match wrong {
        Wrong::NotADay => words::not_a_day(),
        Wrong::NoSuchDay(day) => words::no_such_day(*day, &month),
        Wrong::OtherMonth => words::other_month(&month),
        Wrong::Twice(day) => words::twice(&day.text_with_weekday()),
        Wrong::Ahead(day) => words::ahead(&day.text_with_weekday()),
        Wrong::NotANumber(column) => words::not_a_number(&of(column)),
        Wrong::Negative(column) => words::negative(&of(column)),
        Wrong::TooMany(column, limit) => words::too_many(&of(column), *limit),
        Wrong::Sum { bands, total } => words::sum(*bands, *total),
        Wrong::PartAlone(column) => words::part_alone(&of(column)),
        Wrong::PartOver(column) => words::part_over(&of(column)),
        Wrong::CountedThough => words::counted_though(),
        Wrong::NothingCounted => words::nothing_counted(),
    };
    words::mend(&why.letters(speech))
}

fn look(doubts: &[Doubt]) -> Text {
    let speech = Speaking::here().get();
    let one = |doubt: &Doubt| match doubt {
        Doubt::Future { day, .. } => words::ahead(&day.text_with_weekday()),
        Doubt::Unusual { typed, usual, .. } => words::unusual(*typed, *usual),
        Doubt::NoNumbers => words::nothing_counted(),
        Doubt::Twin { .. } => words::twin(),
    };
    let all: Vec<String> = doubts.iter().map(|doubt| one(doubt).letters(speech)).collect();
    words::look(&all.join("・"))
}
