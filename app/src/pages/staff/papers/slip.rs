//! 記録票: a group's month on paper, a line for each date with the QR that opens its form on a phone.

use leptos::prelude::*;
use tsunagari_core::calendar::Month;
use tsunagari_core::id::GroupId;
use tsunagari_core::query::slip::{SPARE_LINES, Slip, SlipLine, slips};

use super::sheet::{Sheet, look};
use crate::navigation::whole;
use crate::pages::way::to;
use crate::parts::Qr;
use crate::read::code::code;
use crate::route::{Aim, Route};
use crate::words::papers as words;

/// Empty lines of a slip that has no dates of its own.
const LINES_WITHOUT_DATES: usize = 12;

#[component]
pub fn SlipSheets(group: RwSignal<Option<GroupId>>, month: RwSignal<Month>) -> impl IntoView {
    let made = Memo::new(move |_| {
        let (group, month) = (group.get()?, month.get());
        Some(look(|view, _| (view.group(group).and_then(|group| group.district), slips(view, group, month))))
    });
    move || {
        let (district, slips) = made.get()?;
        let pages = slips.into_iter().map(|slip| {
            let title = words::slip_title(&slip.name, &slip.month.both_text());
            view! { <Sheet title district class="slip">{page(&slip)}</Sheet> }
        });
        Some(pages.collect_view())
    }
}

fn page(slip: &Slip) -> impl IntoView + use<> {
    let heads = slip.columns.iter().map(|head| view! { <th>{head.clone()}</th> }).collect_view();
    let width = slip.columns.len();
    let lines = slip.lines.iter().map(|line| row(line, width)).collect_view();
    let spare = if slip.lines.is_empty() { LINES_WITHOUT_DATES } else { SPARE_LINES };
    let spare = (0..spare).map(|_| empty(width)).collect_view();
    view! {
        {slip.place.clone().map(|place| view! { <p>{words::place()} "　" {place}</p> })}
        <p>{words::slip_how()}</p>
        {slip.lines.is_empty().then(|| view! { <p>{words::slip_no_session()}</p> })}
        <table class="write-in">
            <thead><tr>
                <th class="short">{words::day()}</th>{heads}
                <th class="short">{words::slip_cancelled()}</th>
                <th class="broad">{words::slip_note()}</th>
                <th class="short">{words::slip_qr()}</th>
            </tr></thead>
            <tbody>{lines}{spare}</tbody>
        </table>
        <p><b>{words::slip_names()}</b></p>
        <p class="by">{words::slip_by()}<i></i>{words::slip_entered()}<i></i></p>
    }
}

fn row(line: &SlipLine, width: usize) -> impl IntoView + use<> {
    let day = line.day.text_with_weekday();
    let link = whole(&to(Route::Log(Aim::Session(line.session, Some(line.day)))));
    view! {
        <tr>
            <td class="short">{day.clone()}<br/>{line.slot.map(|slot| slot.text())}</td>
            {(0..width).map(|_| view! { <td></td> }).collect_view()}
            <td></td><td></td>
            <td class="short"><Qr rows=code(&link) label=words::slip_qr_label(&day)/></td>
        </tr>
    }
}

fn empty(width: usize) -> impl IntoView {
    view! { <tr>{(0..width + 4).map(|_| view! { <td></td> }).collect_view()}</tr> }
}
