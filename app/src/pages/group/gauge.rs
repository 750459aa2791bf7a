//! あと何回: a grant's conditions in words and as filled places; never a reproach.

use leptos::prelude::*;
use tsunagari_core::grant::Condition;
use tsunagari_core::query::gauge::Reach;

use super::GrantModel;
use super::grant::GrantForm;
use crate::parts::{Boxes, Tag, Tone, While};
use crate::words::group as words;

/// The gauge, and the choice of the grant for whoever may make it. A log that arrives redraws no form under a finger.
#[component]
pub fn GaugeCard(grant: Memo<Option<GrantModel>>) -> impl IntoView {
    let choice = Memo::new(move |_| grant.with(|it| it.as_ref().and_then(|it| it.choice.clone())));
    let shown = Memo::new(move |_| {
        grant.with(|it| it.as_ref().is_some_and(|it| it.choice.is_some() || !it.reached.is_empty()))
    });
    let gauge = |it: Reach| view! { <li class="stack tight"><Gauge reach=it /></li> };
    let told = move || {
        let it = grant.get()?;
        let none = it.name.is_none() && it.reached.is_empty();
        Some(view! {
            {it.name.map(|name| view! { <p><b>{name}</b></p> })}
            {none.then(|| view! { <p>{words::grant_none()}</p> })}
            <ul class="stack">{it.reached.into_iter().map(gauge).collect_view()}</ul>
            {it.more.into_iter().map(|line| view! { <p class="small">{line}</p> }).collect_view()}
        })
    };
    view! {
        <While holds=move || shown.get()>
            <section class="card">
                <h2>{words::grant()}</h2>
                {told}
                {move || choice.get().map(|choice| view! { <GrantForm choice=choice /> })}
            </section>
        </While>
    }
}

#[component]
fn Gauge(reach: Reach) -> impl IntoView {
    let line = words::reach_text(&reach);
    let now = words::now_text(&reach);
    let short = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    // An average is filled in tenths of its own measure, like a bar.
    let (done, all) = match reach.condition {
        Condition::Times => (short(reach.now.sum.min(reach.least)), short(reach.least)),
        _ => {
            let whole = reach.least.saturating_mul(reach.now.among);
            let tenths = reach.now.sum.saturating_mul(10).checked_div(whole).unwrap_or(0).min(10);
            (short(tenths), 10)
        }
    };
    let reached = reach.reached();
    let average = reached && reach.condition != Condition::Times;
    view! {
        <p class="row">
            <b class="num">{line.clone()}</b>
            <span class="num">{now}</span>
        </p>
        <Boxes done=done all=all words=line />
        {average.then(|| view! { <p><Tag words=words::reached() tone=Tone::Key /></p> })}
    }
}
