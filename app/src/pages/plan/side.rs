//! The ward's measures and the districts' answers: two columns where there is room, one below the other on a phone.

use leptos::prelude::*;
use tsunagari_core::id::MeasureId;
use tsunagari_core::plan::Plan;

use super::row::{row_view, row_with};
use crate::read::book::Book;
use crate::read::ways::{Answers, Beside, answered, answers, beside, unanswered};
use crate::words::{Text, reading as words};

/// The plan of the ward beside those of its districts; of a district's plan, it beside the ward's.
pub fn side_by_side(book: &Book, plan: &Plan) -> AnyView {
    let rows = beside(book, plan);
    if rows.is_empty() {
        return view! { <p class="card">{words::no_rows()}</p> }.into_any();
    }
    let silent = unanswered(book, plan);
    view! {
        {rows.iter().map(pair).collect_view()}
        {(silent > 0).then(|| view! { <p class="card">{words::answers_none(silent)}</p> })}
    }
    .into_any()
}

fn pair(row: &Beside) -> impl IntoView + use<> {
    let answers = row.answers.iter().map(|(district, answer)| {
        let district = Some(district.as_str()).filter(|name| !name.is_empty()).map(Text::from);
        row_with(answer, district.into_iter().collect())
    });
    let answers = answers.collect_view();
    let ward = match &row.ward {
        Some(ward) => view! { <ul>{row_view(ward)}</ul> }.into_any(),
        None => view! { <p>{words::only_district()}</p> }.into_any(),
    };
    view! {
        <section class="card beside">
            <div><p class="small">{words::ward_measure()}</p>{ward}</div>
            <div><p class="small">{words::district_measure()}</p><ul>{answers}</ul></div>
        </section>
    }
}

/// On a measure's page: which districts answer it, or what of the ward it answers.
pub fn district_side(book: &Book, id: MeasureId) -> AnyView {
    let of_ward = answered(book, id);
    if !of_ward.is_empty() {
        return view! {
            <section class="card">
                <h2>{words::answer_to()}</h2>
                <ul>{of_ward.iter().map(row_view).collect_view()}</ul>
            </section>
        }
        .into_any();
    }
    // That nobody answers yet is said once for all, beside the districts' plans.
    answers(book, id).filter(|answers| !answers.answered.is_empty()).map(answering).into_any()
}

fn answering(answers: Answers) -> impl IntoView {
    let rows = answers
        .answered
        .iter()
        .flat_map(|(district, rows)| rows.iter().map(|row| row_with(row, vec![district.as_str().into()])));
    let rows = rows.collect_view();
    let unplanned = answers.unplanned;
    view! {
        <section class="card">
            <h2>{words::answers()}</h2>
            <ul>{rows}</ul>
            {(!answers.silent.is_empty())
                .then(|| view! { <p class="small">{words::answers_silent(&answers.silent.join("・"))}</p> })}
            {(!unplanned.is_empty()).then(|| view! {
                <details>
                    <summary class="quiet">{words::answers_unplanned(unplanned.len())}</summary>
                    <p class="small">{unplanned.join("・")}</p>
                </details>
            })}
        </section>
    }
}
