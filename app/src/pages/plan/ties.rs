//! How a measure stands to others: relations within the plan, and its lineage through plans.

use leptos::prelude::*;
use tsunagari_core::plan::relation::RelationKind;

use crate::pages::way::to;
use crate::parts::{Icon, Sign};
use crate::read::sheet::Tie;
use crate::route::Route;
use crate::words::{Text, measure as words};

/// Relations and lineage, each under its heading; nothing where there is none.
#[component]
pub fn Ties(ties: Vec<Tie>) -> impl IntoView {
    let (lineage, related): (Vec<Tie>, Vec<Tie>) = ties.into_iter().partition(|tie| of_lineage(tie.kind));
    view! {
        <Group heading=words::relations() ties=related/>
        <Group heading=words::lineage() ties=lineage/>
    }
}

fn of_lineage(kind: RelationKind) -> bool {
    kind.lineage() || kind == RelationKind::Ends
}

#[component]
fn Group(heading: Text, ties: Vec<Tie>) -> impl IntoView {
    (!ties.is_empty()).then(|| {
        view! {
            <section class="card">
                <h2>{heading}</h2>
                {ties.into_iter().map(|tie| view! { <TieLine tie/> }).collect_view()}
            </section>
        }
    })
}

/// One relation; it leads to the other row where that has a page.
#[component]
pub fn TieLine(tie: Tie) -> impl IntoView {
    let what = told(&tie);
    let title = tie.title.clone();
    let missing = title.is_none() && tie.kind != RelationKind::Ends;
    let words = view! {
        <span>
            <span class="tag">{tie.kind.printed()}</span>" "
            {title}
            {missing.then(|| words::other_row_missing().view())}
            {tie.plan.map(|plan| view! { <small>{words::in_plan(&plan)}</small> })}
            {what.map(|what| view! { <small>{what}</small> })}
            {tie.reason.map(|reason| view! { <small>{reason}</small> })}
        </span>
    };
    match tie.to {
        Some(id) => view! {
            <a class="link-row" href=to(Route::InPlan(id.record()))>{words}<Sign icon=Icon::Next/></a>
        }
        .into_any(),
        None => view! { <p class="link-row">{words}</p> }.into_any(),
    }
}

fn told(tie: &Tie) -> Option<Text> {
    if tie.kind == RelationKind::Ends {
        return Some(words::ends());
    }
    tie.kind.lineage().then(|| if tie.from_other { words::went_on() } else { words::comes_from() })
}
