//! What a target's number was added up from, as tables in a fold: months, districts, places; no ranking, the ward's order.

use leptos::prelude::*;
use tsunagari_core::calendar::Day;
use tsunagari_core::plan::target::Per;

use crate::read::progress::{Drawn, Progress};
use crate::words::{Text, measure as words};

/// The fold; nothing where nothing was counted.
pub fn rows(progress: &Progress, staff: bool) -> impl IntoView + use<> {
    let unit = progress.unit.clone().unwrap_or_else(|| "回".to_owned());
    let amount = |n: u64| words::amount(&tsunagari_core::draft::grouped(n), &unit);
    let months: Vec<_> =
        progress.months.iter().map(|(month, n)| (Text::from(month.era_text()), amount(*n))).collect();
    let districts = if staff && !progress.expected { progress.districts.as_slice() } else { &[] };
    let districts: Vec<_> =
        districts.iter().map(|(name, n)| (Text::from(name.clone()), amount(*n))).collect();
    let places: Vec<_> =
        progress.places.iter().map(|(name, n)| (Text::from(name.clone()), words::times(*n))).collect();
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

fn table(caption: Text, rows: Vec<(Text, Text)>) -> impl IntoView {
    (!rows.is_empty()).then(|| {
        let rows = rows.into_iter().map(|(name, amount)| {
            view! { <tr><th scope="row">{name}</th><td class="num">{amount}</td></tr> }
        });
        view! { <table class="sums"><caption>{caption}</caption><tbody>{rows.collect_view()}</tbody></table> }
    })
}
