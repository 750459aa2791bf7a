//! The choice of a fiscal year, in both eras.

use leptos::prelude::*;
use tsunagari_core::calendar::FiscalYear;

use crate::words::group as words;

#[component]
pub fn YearChooser(
    year: FiscalYear,
    years: Vec<(FiscalYear, String)>,
    on_choose: Callback<FiscalYear>,
) -> impl IntoView {
    let chosen = move |event| {
        let year = event_target_value(&event).parse().ok().and_then(|year| FiscalYear::new(year).ok());
        if let Some(year) = year {
            on_choose.run(year);
        }
    };
    let option = |(of, text): (FiscalYear, String)| {
        view! { <option value=of.year().to_string() selected=of == year>{text}</option> }
    };
    view! {
        <div class="field">
            <label for="year">{words::year()}</label>
            <select id="year" class="write num" on:change=chosen>{years.into_iter().map(option).collect_view()}</select>
        </div>
    }
}
