//! 今月のようす: the districts side by side, one of them by its groups, and what staff are to look at. No ranking, no red.

mod attention;
mod devices;
mod district;
mod twins;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::calendar::Month;
use tsunagari_core::id::DistrictId;
use tsunagari_core::query::overview::{DistrictMonth, Months, QUIET_DAYS};
use tsunagari_core::view::View;

use super::{my_districts, room};
use crate::parts::{Icon, MonthTurn, Sign, While};
use crate::replica::Replica;
use crate::words::{Text, chart, desk as words, plan};
use attention::Attention;
use district::District;

/// From this width on the panes stand beside each other, in CSS pixels, as in the style sheet.
const PANES_WIDE: f64 = 720.0;

/// What the right pane shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Attention,
    District(DistrictId),
}

/// The room. `rest` of the address may be a month.
#[component]
pub fn MonthRoom(rest: String) -> impl IntoView {
    let replica = Replica::here();
    let board = replica.board;
    let today = board.today.get_untracked();
    let month = RwSignal::new(Month::parse(&rest).unwrap_or_else(|_| today.month()));
    let districts = my_districts();
    let shown = RwSignal::new(None::<Shown>);
    let now = Memo::new(move |_| {
        shown.get().or_else(|| {
            districts.with(|all| match all.as_slice() {
                [(only, _)] => Some(Shown::District(*only)),
                _ => Some(Shown::Attention),
            })
        })
    });
    let show = move |pane: Shown| {
        shown.set(Some(pane));
        request_animation_frame(to_pane);
    };
    let read = RwSignal::new(false);
    Effect::new(move |_| {
        let (month, all) = (month.get(), districts.get());
        read.set(false);
        spawn_local(async move {
            // As far back as it takes to say who has been quiet, and for the month before.
            let quiet = today.plus(-(QUIET_DAYS + 1)).month();
            let before = month.previous().unwrap_or(month);
            replica.reach_back(quiet.min(before)).await;
            for (district, _) in all {
                replica.reach(Some(district)).await;
            }
            let _gone = read.try_set(true); // the page may be left by now
        });
    });
    view! {
        <div class="desk">
            <div class="from stack">
                <section class="card">
                    <MonthTurn month on_turn=Callback::new(move |to| month.set(to))/>
                    <button type="button" class="btn full" aria-pressed=move || (now.get() == Some(Shown::Attention)).to_string()
                        on:click=move |_| show(Shown::Attention)>{words::attention()}</button>
                </section>
                <nav class="card" aria-label=words::districts().attr()>
                    <h2>{words::districts()}</h2>
                    <While holds=move || districts.with(Vec::is_empty)><p>{plan::no_district_list()}</p></While>
                    <Districts month read=read.into() now on_choose=Callback::new(move |id| show(Shown::District(id)))/>
                    <a class="link-row" href=room("charts")><span>{chart::heading()}</span><Sign icon=Icon::Next/></a>
                </nav>
            </div>
            <div class="pane">
                {move || match (read.get(), now.get()) {
                    (false, _) => view! { <p class="card" role="status">{words::reading()}</p> }.into_any(),
                    (_, Some(Shown::District(id))) => view! { <District id month=month.get()/> }.into_any(),
                    _ => view! { <Attention month=month.get()/> }.into_any(),
                }}
            </div>
        </div>
    }
}

/// Where the panes stand below each other, what was chosen comes into sight.
fn to_pane() {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    let pane = document().query_selector(".desk > .pane").ok().flatten();
    if let Some(pane) = pane.filter(|_| width.is_some_and(|width| width < PANES_WIDE)) {
        pane.scroll_into_view();
    }
}

/// A line for each district, in the order in which they stand everywhere.
#[component]
fn Districts(
    month: RwSignal<Month>,
    read: Signal<bool>,
    now: Memo<Option<Shown>>,
    on_choose: Callback<DistrictId>,
) -> impl IntoView {
    let districts = my_districts();
    let lines = Memo::new(move |_| {
        if !read.get() {
            return Arc::new(Vec::new());
        }
        let (all, month) = (districts.get(), month.get());
        Arc::new(with_months(month, |months| {
            all.into_iter()
                .map(|(id, name)| (name, months.district(id)))
                .collect::<Vec<(String, DistrictMonth)>>()
        }))
    });
    move || {
        let lines = lines.get();
        let rows = lines.iter().map(|(name, line)| {
            let (id, name, line) = (line.district, name.clone(), line.clone());
            let current = move || (now.get() == Some(Shown::District(id))).then_some("true");
            view! {
                <li>
                    <button type="button" class="line-row" aria-current=current on:click=move |_| on_choose.run(id)>
                        <b>{name}</b>
                        <span class="facts num">{facts(&line)}</span>
                    </button>
                </li>
            }
        });
        view! { <ul>{rows.collect_view()}</ul> }
    }
}

fn facts(line: &DistrictMonth) -> AnyView {
    let unlogged = (line.unlogged > 0).then(|| words::unlogged(line.unlogged));
    let quiet = (line.quiet > 0).then(|| words::quiet(line.quiet));
    let all: Vec<Text> = [Some(words::times(line.times)), Some(words::before(line.before)), unlogged, quiet]
        .into_iter()
        .flatten()
        .collect();
    all.into_iter().map(|text| view! { <span>{text}</span>" " }).collect_view().into_any()
}

/// Looks at a month of what is on the board; whoever calls it in a derived signal follows it.
fn with_months<T>(month: Month, look: impl FnOnce(&Months<'_, '_>) -> T) -> T {
    with_view(|view| {
        let today = Replica::here().board.today.get();
        look(&Months::new(view, month, today))
    })
}

/// The same of the whole view.
fn with_view<T>(look: impl FnOnce(&View<'_>) -> T) -> T {
    let board = Replica::here().board;
    let (registry, logs) = (board.registry.get(), board.logs.get());
    look(&View::of(&[&registry, &logs]))
}
