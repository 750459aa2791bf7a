//! A target drawn as the places it counts, with what is behind the number; what is missing is named to staff alone.

use leptos::prelude::*;
use tsunagari_core::plan::target::{Goal, PlacesCounted, Set, Target};

use crate::parts::{Boxes, Tag};
use crate::read::progress::{Of, Progress};
use crate::words::{Speaking, Text, measure as words, plan};

/// What is behind a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Behind {
    /// Until when it counts, in words.
    pub until: Option<String>,
    /// Logs that were counted.
    pub logs: u64,
    /// Whether that count is told as 少数.
    pub few: bool,
    /// Logs of this device among them that are not sent yet.
    pub own: u64,
    /// Where the logs can be seen; none where the reader has not their scope.
    pub list: Option<String>,
}

/// One target.
#[component]
pub fn TargetView(target: Target, progress: Progress, behind: Behind, staff: bool) -> impl IntoView {
    let printed = target.printed.clone();
    let heading = heading(&target);
    view! {
        <section class="card">
            <h2>{heading}</h2>
            {printed.map(|printed| view! { <p class="small">{printed}</p> })}
            {match progress {
                Progress::Boxes { on, all, of, names, missing, unknown } => {
                    let named = staff && !missing.is_empty();
                    view! {
                        {boxes(on, all, of)}
                        <p class="num">{sum(on, all, of, &names)}</p>
                        {named.then(|| view! {
                            <p>{words::missing()}" "<small>{words::missing_staff_only()}</small></p>
                            <ul class="chips">
                                {missing.into_iter().map(|name| view! { <li><Tag words=name/></li> }).collect_view()}
                            </ul>
                        })}
                        {(unknown > 0).then(|| view! { <p class="small">{words::opening_unknown(unknown)}</p> })}
                        {source(&behind, of)}
                    }
                    .into_any()
                }
                Progress::NoList => view! { <p>{no_list(&target)}</p> }.into_any(),
                Progress::NotYet => view! { <p>{words::not_yet()}</p> }.into_any(),
                Progress::Untold => view! { <p class="small">{words::not_counted()}</p> }.into_any(),
            }}
        </section>
    }
}

fn heading(target: &Target) -> Text {
    match &target.goal {
        Some(Goal::Coverage { set: Set::Districts }) => words::goal_coverage(),
        Some(Goal::Coverage { set: Set::Named(name) }) => plan::target_all(name),
        Some(Goal::Places { number, counts: PlacesCounted::Opened, .. }) => words::goal_opened(*number),
        Some(Goal::Places { number, counts: PlacesCounted::Open, .. }) => words::goal_open(*number),
        Some(Goal::Count { .. } | Goal::Frequency { .. }) | None => plan::target(),
    }
}

fn boxes(on: u64, all: u64, of: Of) -> impl IntoView {
    let unit = unit(of).letters(Speaking::here().get_untracked());
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    view! { <Boxes done=small(on) all=small(all) words=words::boxes_of(on, all, &unit)/> }
}

fn unit(of: Of) -> Text {
    match of {
        Of::Districts => words::unit_district(),
        Of::Opened | Of::Open => words::unit_place(),
    }
}

fn sum(on: u64, all: u64, of: Of, names: &[String]) -> AnyView {
    let rest = all.saturating_sub(on);
    let end = if rest == 0 { words::met() } else { words::still_districts(rest) };
    match of {
        Of::Districts => view! {
            {words::districts_of(all)}<b>{words::districts_on(on)}</b>{end}
        }
        .into_any(),
        Of::Opened | Of::Open => {
            let last = names.len().saturating_sub(1);
            let comma = |at: usize| if at < last { "、" } else { "" };
            let names = names.iter().enumerate();
            let names = names.map(|(at, name)| view! { <span class="nb">{name.clone()}{comma(at)}</span> });
            let names = names.collect_view();
            view! { <b>{words::places_on(on)}</b>"　"{names} }.into_any()
        }
    }
}

fn source(behind: &Behind, of: Of) -> impl IntoView + use<> {
    // Places are counted as places; that no log stands behind them says nothing.
    let silent = of == Of::Districts;
    let count = if behind.few { words::behind_few() } else { words::behind(behind.logs) };
    let until = behind.until.as_deref().map(words::counted_until);
    let counted = behind.logs > 0 || behind.few;
    let list = behind.list.clone();
    view! {
        <p class="small num">
            {until.map(|until| view! { {until}"。" })}
            {counted.then(|| match list {
                Some(list) => view! { <a href=list>{count}</a> }.into_any(),
                None => count.view(),
            })}
            {(!counted && silent).then(|| words::nothing_counted().view())}
        </p>
        {(behind.own > 0).then(|| view! { <p class="small">{words::with_own(behind.own)}</p> })}
    }
}

fn no_list(target: &Target) -> Text {
    match &target.goal {
        Some(Goal::Coverage { set: Set::Named(name) }) => words::no_set(name),
        _ => plan::no_district_list(),
    }
}
