//! 確認すること: people to be known, logs that look like one event, memos that may name somebody, devices that are silent.

use leptos::prelude::*;
use tsunagari_core::calendar::Month;
use tsunagari_core::id::DistrictId;
use tsunagari_core::query::late::late;
use tsunagari_core::query::list::{Marks, row};
use tsunagari_core::sorted::SortedSet;

use super::super::my_districts;
use super::super::people::{OPEN_MOST, Waiting};
use super::devices::Silent;
use super::twins::Twins;
use super::{with_months, with_view};
use crate::pages::way::to;
use crate::route::Route;
use crate::words::desk as words;

#[component]
pub fn Attention(month: Month) -> impl IntoView {
    let districts = my_districts();
    let mine = Memo::new(move |_| {
        districts.with(|all| all.iter().map(|(id, _)| *id).collect::<SortedSet<DistrictId>>())
    });
    let twins = Memo::new(move |_| with_months(month, |months| mine.with(|mine| months.twins(mine))));
    let memos = Memo::new(move |_| with_months(month, |months| mine.with(|mine| months.memos(mine))));
    let memo = move |id: tsunagari_core::id::ActivityId| {
        with_view(|view| {
            let record = view.get(id.record())?;
            let log = tsunagari_core::activity::Activity::read(record);
            let row = row(view, &Marks::default(), record, &log);
            Some((
                row.name,
                row.when.map(|when| when.text()).unwrap_or_default(),
                log.note.unwrap_or_default(),
            ))
        })
    };
    let late = Memo::new(move |_| {
        with_view(|view| {
            late(view)
                .into_iter()
                .filter(|(record, _)| {
                    mine.with(|mine| record.scope.district().is_none_or(|district| mine.contains(&district)))
                })
                .map(|(_, log)| log.id)
                .collect::<Vec<_>>()
        })
    });
    view! {
        {move || twins.with(|all| (!all.is_empty()).then(|| view! { <Twins pairs=all.clone()/> }))}
        {move || memos.with(|all| (!all.is_empty()).then(|| {
            let rows = all.iter().filter_map(|(id, _)| Some((*id, memo(*id)?))).map(|(id, (name, day, note))| view! {
                <li><div class="entry">
                    <a class="name num" href=to(Route::Record(id))>{day}" "{name}</a>
                    <p class="said">{note}</p>
                </div></li>
            });
            view! { <section class="card"><h2>{words::memos()}</h2><p class="small">{words::memos_told()}</p><ul class="entries">{rows.collect_view()}</ul></section> }
        }))}
        {move || late.with(|all| (!all.is_empty()).then(|| {
            let rows = all.iter().filter_map(|id| Some((*id, memo(*id)?))).map(|(id, (name, day, _))| view! {
                <li><a class="name num" href=to(Route::Record(id))>{day}" "{name}</a></li>
            });
            let rows = view! { <ul class="entries">{rows.collect_view()}</ul> };
            let card = if all.len() > OPEN_MOST {
                let count = words::after_close_of(all.len());
                view! { <details class="fold"><summary class="num">{count}</summary>{rows}</details> }.into_any()
            } else {
                view! { <h2>{words::after_close()}</h2>{rows} }.into_any()
            };
            view! { <section class="card">{card}</section> }
        }))}
        <Silent/>
        <Waiting folded=true/>
    }
}
