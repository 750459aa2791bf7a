//! How a measure stands to others: relations within the plan, and its lineage through plans.

use leptos::prelude::*;
use tsunagari_core::plan::relation::RelationKind;

use crate::pages::way::to;
use crate::parts::{Icon, Sign};
use crate::read::ties::Tie;
use crate::route::Route;
use crate::words::{Text, measure as words};

/// Relations and lineage, each under its heading; nothing where there is none.
///
/// `heading` is the plan's own word for what a measure is related to.
pub fn ties(ties: &[Tie], heading: Option<String>) -> AnyView {
    let heading = heading.map_or_else(words::relations, Into::into);
    [(heading, false), (words::lineage(), true)]
        .map(|(heading, lineage)| group(heading, ties, lineage))
        .into_iter()
        .collect_view()
        .into_any()
}

fn of_lineage(kind: RelationKind) -> bool {
    kind.lineage() || kind == RelationKind::Ends
}

fn group(heading: Text, ties: &[Tie], lineage: bool) -> Option<impl IntoView + use<>> {
    let ties: Vec<AnyView> =
        ties.iter().filter(|tie| of_lineage(tie.kind) == lineage).map(tie_line).collect();
    (!ties.is_empty()).then(|| {
        view! {
            <section class="card">
                <h2>{heading}</h2>
                {ties}
            </section>
        }
    })
}

/// One relation; it leads to the other row where that has a page.
pub fn tie_line(tie: &Tie) -> AnyView {
    let small = [tie.plan.as_deref().map(words::in_plan), told(tie), tie.reason.as_deref().map(Text::from)];
    let small = small.into_iter().flatten().map(|line| view! { <small>{line}</small> });
    let title = tie.title.clone();
    let missing = title.is_none() && tie.kind != RelationKind::Ends;
    let words = view! {
        <span>
            <span class="tag">{tie.kind.printed()}</span>" "
            {title}
            {missing.then(|| words::other_row_missing().view())}
            {small.collect_view()}
        </span>
    };
    match tie.to {
        Some(id) => view! {
            <a class="link-row" href=to(Route::InPlan(id))>{words}<Sign icon=Icon::Next/></a>
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
