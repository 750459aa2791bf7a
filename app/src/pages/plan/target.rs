//! A target drawn as what it counts, with what is behind the number; what is missing is named to staff alone.

use leptos::prelude::*;
use tsunagari_core::calendar::Day;
use tsunagari_core::plan::target::{Goal, Per, PlacesCounted, Set, Target};
use tsunagari_core::query::standing::Why;

use super::items::figure_line;
use super::target_rows::{rows, spans_table};
use crate::parts::{Boxes, Tag};
use crate::read::narrowed::Narrowed;
use crate::read::progress::{Drawn, Of, Progress};
use crate::words::{Speaking, Text, measure as words, plan};

/// What is behind a number besides what it was added up from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Behind {
    /// Until when the server had counted, in words.
    pub until: Option<String>,
    /// Logs of this device among them that are not sent yet.
    pub own: u64,
    /// Where the logs can be seen; none where the reader has not their scope.
    pub list: Option<List>,
}

/// The address of the logs behind a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Before what it is narrowed to.
    pub path: String,
    /// All that was counted.
    pub all: Narrowed,
}

impl List {
    /// The address of some of them.
    pub fn path(&self, narrowed: &Narrowed) -> String {
        format!("{}{}", self.path, narrowed.text())
    }
}

/// One target. Until it was read its printed words stand alone.
#[component]
pub fn TargetView(target: Target, told: Option<(Progress, Behind)>, staff: bool) -> impl IntoView {
    let printed = target.printed.clone();
    let heading = heading(&target);
    view! {
        <section class="card">
            <h2>{heading}</h2>
            {printed.map(|printed| view! { <p class="small">{printed}</p> })}
            {match told {
                Some((progress, behind)) => standing(&target, progress, behind, staff).into_any(),
                None => view! { <p class="small" role="status">{words::counting_now()}</p> }.into_any(),
            }}
        </section>
    }
}

fn standing(target: &Target, progress: Progress, behind: Behind, staff: bool) -> impl IntoView + use<> {
    let scored = !progress.expected;
    let silent = matches!(progress.drawn, Drawn::Boxes { of: Of::Opened | Of::Open, .. } | Drawn::Untold(_));
    let source = source(&progress, &behind, !silent);
    let drawn = match &progress.drawn {
        Drawn::Boxes { on, all, of, names, missing, unknown } => {
            let (on, all, of, unknown) = (*on, *all, *of, *unknown);
            let missing = if staff && scored { missing.clone() } else { Vec::new() };
            view! {
                {boxes(on, all, &unit(of))}
                <p class="num">{sum(on, all, of, names, scored)}</p>
                {(!missing.is_empty()).then(|| view! {
                    <p>{words::missing()}" "<small>{words::missing_staff_only()}</small></p>
                    <ul class="chips">
                        {missing.into_iter().map(|name| view! { <li><Tag words=name/></li> }).collect_view()}
                    </ul>
                })}
                {(unknown > 0).then(|| view! { <p class="small">{words::opening_unknown(unknown)}</p> })}
            }
            .into_any()
        }
        Drawn::Number { done, goal } => number(&progress, *done, *goal, scored).into_any(),
        Drawn::Often { times, per, spans } => often(*times, *per, spans, scored).into_any(),
        Drawn::Each { times, goal, done, full } => {
            let all = times.saturating_mul(*goal);
            view! {
                {bar(*done, all, words::times(all))}
                <p class="num"><b>{words::times(*done)}</b>{words::of_goal(&plain(words::times(all)))}</p>
                <p class="small num">{words::full_places(*full, *times)}</p>
            }
            .into_any()
        }
        Drawn::Untold(why) => view! { <p>{untold(target, *why)}</p> }.into_any(),
    };
    let figures = progress.figures.iter().map(figure_line).collect_view();
    view! { {drawn}{figures}{source}{rows(&progress, behind.list.as_ref(), staff)} }
}

/// A word as part of another.
fn plain(text: Text) -> String {
    text.letters(Speaking::here().get_untracked())
}

fn number(progress: &Progress, done: u64, goal: u64, scored: bool) -> impl IntoView + use<> {
    let unit = progress.unit.clone().unwrap_or_default();
    let told = |n: u64| words::amount(&tsunagari_core::draft::grouped(n), &unit);
    let done_words = match (progress.few, progress.about) {
        (true, _) => words::at_least(&plain(told(done))),
        (false, true) => words::about(&plain(told(done))),
        (false, false) => told(done),
    };
    let rest = goal.saturating_sub(done);
    let end = scored.then(|| if rest == 0 { words::met() } else { words::still(&plain(told(rest))) });
    let before = progress.before.map(|before| words::year_before(&plain(told(before))));
    view! {
        {bar(done, goal, told(goal))}
        <p class="num"><b>{done_words}</b>{words::of_goal(&plain(told(goal)))}{end.map(Text::view)}</p>
        {before.map(|before| view! { <p class="small num">{before}</p> })}
    }
}

fn bar(done: u64, goal: u64, words: Text) -> impl IntoView {
    let label = words::goal_of(&plain(words)).attr();
    let (max, value) = (goal.max(1).to_string(), done.min(goal).to_string());
    view! { <progress class="bar" max=max value=value aria-label=label></progress> }
}

fn often(times: u64, per: Per, spans: &[(Day, u64)], scored: bool) -> impl IntoView + use<> {
    let held = held(spans, times);
    let all = spans.len() as u64;
    let unit = unit_of(per);
    let told = held_of(per, spans, times);
    view! {
        {(all > 0).then(|| boxes(held, all, &unit))}
        <p class="num">{told}</p>
        {(scored && all > 0).then(|| spans_table(per, spans.to_vec(), times))}
    }
}

fn held(spans: &[(Day, u64)], times: u64) -> u64 {
    spans.iter().filter(|(_, held)| *held >= times).count() as u64
}

fn unit_of(per: Per) -> Text {
    match per {
        Per::Week => words::unit_week(),
        Per::Month => words::unit_month(),
        Per::Year => words::unit_year(),
    }
}

/// In how many of the months, weeks or years that are over it was held as often as is wanted.
pub fn held_of(per: Per, spans: &[(Day, u64)], times: u64) -> Text {
    match spans.len() as u64 {
        0 => words::none_over(),
        all => words::held_spans(all, held(spans, times), &plain(unit_of(per)), times),
    }
}

/// What a target asks.
pub fn heading(target: &Target) -> Text {
    match &target.goal {
        Some(Goal::Coverage { set: Set::Districts }) => words::goal_coverage(),
        Some(Goal::Coverage { set: Set::Named(name) }) => plan::target_all(name),
        Some(Goal::Places { number, counts: PlacesCounted::Opened, .. }) => words::goal_opened(*number),
        Some(Goal::Places { number, counts: PlacesCounted::Open, .. }) => words::goal_open(*number),
        Some(Goal::Count { number, unit }) => {
            words::goal_of(&plain(words::amount(&tsunagari_core::draft::grouped(*number), unit)))
        }
        Some(Goal::Frequency { .. }) | None => plan::target(),
    }
}

fn boxes(on: u64, all: u64, unit: &Text) -> impl IntoView + use<> {
    let unit = plain(unit.clone());
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    view! { <Boxes done=small(on) all=small(all) words=words::boxes_of(on, all, &unit)/> }
}

fn unit(of: Of) -> Text {
    match of {
        Of::Districts => words::unit_district(),
        Of::Opened | Of::Open => words::unit_place(),
    }
}

fn sum(on: u64, all: u64, of: Of, names: &[String], scored: bool) -> AnyView {
    let rest = all.saturating_sub(on);
    let end = scored.then(|| if rest == 0 { words::met() } else { words::still_districts(rest) });
    match of {
        Of::Districts => view! {
            {words::districts_of(all)}<b>{words::districts_on(on)}</b>{end.map(Text::view)}
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

fn source(progress: &Progress, behind: &Behind, told: bool) -> impl IntoView + use<> {
    let count = if progress.few { words::behind_least(progress.logs) } else { words::behind(progress.logs) };
    let until = behind.until.as_deref().map(words::counted_until);
    let counted = progress.logs > 0;
    let list = behind.list.clone();
    let own = behind.own;
    view! {
        <p class="small num">
            {until.map(|until| view! { {until}"。" })}
            {counted.then(|| match list {
                Some(list) => view! { <a href=list.path(&list.all)>{count}</a> }.into_any(),
                None => count.view(),
            })}
            {(!counted && told).then(|| words::nothing_counted().view())}
        </p>
        {(own > 0).then(|| view! { <p class="small">{words::with_own(own)}</p> })}
    }
}

/// Why a target cannot be told.
pub fn untold(target: &Target, why: Why) -> Text {
    match (why, &target.goal) {
        (Why::NoList, Some(Goal::Coverage { set: Set::Named(name) })) => words::no_set(name),
        (Why::NoList, _) => plan::no_district_list(),
        (Why::NoUnit, Some(Goal::Count { unit, .. })) => words::no_unit(unit),
        (Why::NoUnit | Why::NoGoal, _) => words::no_goal(),
        (Why::Zero, _) => words::zero_goal(),
        (Why::OutsidePlan, _) => words::outside_plan(),
        (Why::NotBegun, _) => words::not_begun(),
        (Why::NoPlace, _) => words::no_place_told(),
        (Why::NoDay, _) => words::no_day_told(),
    }
}
