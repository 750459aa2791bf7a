//! A target in a line of 推進協議会資料: what it asks, and how far it has come, the places as filled and empty boxes.

use leptos::prelude::*;
use tsunagari_core::book::handout::Words;
use tsunagari_core::calendar::Day;
use tsunagari_core::draft::grouped;
use tsunagari_core::figures::Told;
use tsunagari_core::plan::target::Target;

use crate::pages::plan::{Counting, goal_heading, held_of, untold};
use crate::read::progress::{Drawn, Of, Progress};
use crate::words::{Speech, Text, figure, measure, table as words};

/// Beyond this many a row of boxes is no picture any more.
const BOXES: u64 = 40;

/// The words over the targets.
pub(super) fn words(today: Day, speech: Speech) -> Words {
    let letters = |text: Text| text.letters(speech);
    Words {
        title: letters(words::handout_title()),
        target: letters(words::handout_target()),
        now: letters(words::handout_now(&today.era_text())),
    }
}

/// What a target asks and how far it has come.
pub(super) fn told(target: &Target, counting: Counting, speech: Speech) -> (String, String) {
    let letters = |text: Text| text.letters(speech);
    let goal = letters(goal_heading(target));
    let asked = target.printed.clone().map_or_else(|| goal.clone(), |printed| format!("{printed}\n{goal}"));
    let now = match untrack(|| counting.run(target.clone())) {
        Some((progress, _)) => {
            let figures = progress.figures.iter().map(|told| figure_line(told, &letters));
            let lines = core::iter::once(now(target, &progress, &letters)).chain(figures);
            lines.collect::<Vec<_>>().join("\n")
        }
        None => letters(words::handout_not_yet()),
    };
    (asked, now)
}

/// 実績数 beside the number, never added to it: 「実績数 面談 31件※窓口集計（10月分まで）」.
fn figure_line(told: &Told, letters: &dyn Fn(Text) -> String) -> String {
    let until = told.until.map(|month| letters(figure::until(month.first().month_number())));
    let parts = [Some(letters(figure::shown())), told.title.clone(), Some(told.said())];
    format!("{}{}", parts.into_iter().flatten().collect::<Vec<_>>().join(" "), until.unwrap_or_default())
}

fn now(target: &Target, progress: &Progress, letters: &dyn Fn(Text) -> String) -> String {
    let amount = |n: u64| {
        let unit = progress.unit.clone().unwrap_or_default();
        let told = letters(measure::amount(&grouped(n), &unit));
        match (progress.few, progress.about) {
            (true, _) => letters(measure::at_least(&told)),
            (false, true) => letters(measure::about(&told)),
            (false, false) => told,
        }
    };
    match &progress.drawn {
        Drawn::Boxes { on, all, of, names, missing, .. } => {
            let unit = |n: u64| match of {
                Of::Districts => letters(measure::districts_on(n)),
                Of::Opened | Of::Open => letters(measure::places_on(n)),
            };
            let mut lines = vec![boxes(*on, *all), letters(words::handout_of(&unit(*on), &unit(*all)))];
            lines.extend((!names.is_empty()).then(|| names.join("、")));
            let missing = (!missing.is_empty() && !progress.expected).then(|| missing.join("、"));
            lines.extend(missing.map(|names| letters(words::handout_missing(&names))));
            lines.retain(|line| !line.is_empty());
            lines.join("\n")
        }
        Drawn::Number { done, goal } => letters(words::handout_of(
            &amount(*done),
            &letters(measure::amount(&grouped(*goal), &progress.unit.clone().unwrap_or_default())),
        )),
        Drawn::Often { times, per, spans } => letters(held_of(*per, spans, *times)),
        Drawn::Each { times, goal, done, full } => {
            let all = letters(measure::times(times.saturating_mul(*goal)));
            let told = letters(words::handout_of(&letters(measure::times(*done)), &all));
            format!("{told}\n{}", letters(measure::full_places(*full, *times)))
        }
        Drawn::Untold(why) => letters(untold(target, *why)),
    }
}

/// Filled and empty, told by shape and not by colour.
fn boxes(on: u64, all: u64) -> String {
    let row = |letter: &str, n: u64| letter.repeat(usize::try_from(n).unwrap_or(0));
    if all > BOXES { String::new() } else { row("■", on.min(all)) + &row("□", all.saturating_sub(on)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_boxes_as_far_as_a_line_takes_them() {
        assert_eq!(boxes(2, 6), "■■□□□□");
        assert_eq!(boxes(9, 6), "■■■■■■");
        assert_eq!(boxes(3, 41), "");
    }
}
