//! What a target's number was added up from, as tables in a fold: months, districts, places; no ranking, the ward's order.

use leptos::prelude::*;
use tsunagari_core::calendar::Day;
use tsunagari_core::plan::target::Per;

use super::target::List;
use crate::read::narrowed::Narrowed;
use crate::read::progress::{Drawn, Progress};
use crate::words::{Text, measure as words};

/// A row: what it is of, how much, and where its logs can be seen.
type Line = (Text, Text, Option<String>);

/// The fold; nothing where nothing was counted. Each row leads to its own logs where the reader has them.
pub fn rows(progress: &Progress, list: Option<&List>, staff: bool) -> impl IntoView + use<> {
    let unit = progress.unit.clone().unwrap_or_else(|| "回".to_owned());
    let amount = |n: u64| words::amount(&tsunagari_core::draft::grouped(n), &unit);
    let seen = |any: u64, narrow: &dyn Fn(Narrowed) -> Narrowed| {
        list.filter(|_| any > 0).map(|list| list.path(&narrow(list.all.clone())))
    };
    let months = progress.months.iter().map(|(month, n)| -> Line {
        let own = seen(*n, &|all| Narrowed { from: *month, to: *month, ..all });
        (Text::from(month.era_text()), amount(*n), own)
    });
    let months: Vec<_> = months.collect();
    let districts = if staff && !progress.expected { progress.districts.as_slice() } else { &[] };
    let districts = districts.iter().map(|(id, name, n)| -> Line {
        let own = seen(*n, &|all| Narrowed { districts: [*id].into(), ..all });
        (Text::from(name.clone()), amount(*n), own)
    });
    let districts: Vec<_> = districts.collect();
    let places = progress.places.iter().map(|(id, name, n)| -> Line {
        let own = seen(*n, &|all| Narrowed { places: [*id].into(), ..all });
        (Text::from(name.clone()), words::times(*n), own)
    });
    let places: Vec<_> = places.collect();
    let any = progress.logs > 0 && !matches!(progress.drawn, Drawn::Untold(_));
    any.then(|| view! {
        <details class="fold">
            <summary>{words::added_up()}</summary>
            <p class="small num">{words::from_to(&progress.days.0.era_text(), &progress.days.1.era_text())}</p>
            {table(words::by_month(), months)}
            {table(words::by_district(), districts)}
            {table(words::by_place(), places)}
        </details>
    })
}

/// How often in each month, week or year.
pub fn spans_table(per: Per, spans: Vec<(Day, u64)>, wanted: u64) -> impl IntoView {
    let rows = spans.into_iter().map(|(first, held)| {
        let name = match per {
            Per::Week => words::week_of(&first.text()),
            Per::Month => first.month().era_text().into(),
            Per::Year => first.fiscal_year().text().into(),
        };
        let mark = if held >= wanted { "○" } else { "" };
        view! { <tr><th scope="row">{name}</th><td class="num">{words::times(held)}" "{mark}</td></tr> }
    });
    view! {
        <details class="fold">
            <summary>{words::by_span()}</summary>
            <table class="sums"><tbody>{rows.collect_view()}</tbody></table>
        </details>
    }
}

fn table(caption: Text, rows: Vec<Line>) -> impl IntoView {
    (!rows.is_empty()).then(|| {
        let rows = rows.into_iter().map(|(name, amount, list)| {
            let amount = match list {
                Some(list) => view! { <a href=list>{amount}</a> }.into_any(),
                None => amount.view(),
            };
            view! { <tr><th scope="row">{name}</th><td class="num">{amount}</td></tr> }
        });
        view! { <table class="sums"><caption>{caption}</caption><tbody>{rows.collect_view()}</tbody></table> }
    })
}
