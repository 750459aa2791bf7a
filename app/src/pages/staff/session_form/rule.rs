//! The part of a meeting's form that says on which days: 毎週, 第n曜, n日, or only days named one by one; in which months.

use leptos::prelude::*;
use tsunagari_core::calendar::Weekday;
use tsunagari_core::session::Rule;
use tsunagari_core::sorted::SortedSet;

use crate::parts::{Chip, Tick, While};
use crate::words::{Speaking, staff as words};

/// The last of its month among the numbers of a weekday.
const LAST: u32 = 0;
/// The rows of the table of weekdays.
const NTHS: [u32; 6] = [1, 2, 3, 4, 5, LAST];

/// A rule as the form holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleForm {
    /// `week`, `month`, `days`, `named`, or `kept` for one of a newer build.
    every: String,
    weekdays: SortedSet<Weekday>,
    /// 第2木 as (2, 木); 0 is the last.
    nths: SortedSet<(u32, Weekday)>,
    days: SortedSet<u32>,
    /// Of those days only Monday to Friday.
    workdays: bool,
    /// Empty: all.
    months: SortedSet<u32>,
    /// The rule that the form was opened on, where it has no fields for it.
    kept: Option<Rule>,
}

impl RuleForm {
    /// From the rule's own text.
    pub fn read(rule: Option<&Rule>) -> Self {
        let Some(rule) = rule else { return Self { every: "week".to_owned(), ..Self::default() } };
        let text = rule.to_string();
        let (every, months) = text.split_once(" in ").unwrap_or((&text, ""));
        let mut words = every.split(' ');
        let every = words.next().unwrap_or_default();
        let mut form = Self { months: read_months(months), ..Self::default() };
        form.workdays = every == "weekdays";
        form.every = if form.workdays { "days".to_owned() } else { every.to_owned() };
        for word in words {
            form.take(word);
        }
        if form.made().as_ref() == Some(rule) {
            form
        } else {
            Self { every: "kept".to_owned(), kept: Some(rule.clone()), ..Self::default() }
        }
    }

    fn take(&mut self, word: &str) {
        if let Some(weekday) = word.strip_prefix("last").and_then(Weekday::parse) {
            self.nths.insert((LAST, weekday));
        } else if let Some(weekday) = Weekday::parse(word) {
            self.weekdays.insert(weekday);
        } else if let Ok(day) = word.parse() {
            self.days.insert(day);
        } else if let (Some(n), Some(weekday)) =
            (word.get(..1).and_then(|n| n.parse().ok()), word.get(1..).and_then(Weekday::parse))
        {
            self.nths.insert((n, weekday));
        }
    }

    /// The rule; none where days are missing.
    pub fn made(&self) -> Option<Rule> {
        let every = match self.every.as_str() {
            "kept" => return self.kept.clone(),
            "week" => joined("week", self.weekdays.iter().map(|day| day.key().to_owned())),
            "month" => joined(
                "month",
                self.nths.iter().map(|(n, day)| match *n {
                    LAST => format!("last{}", day.key()),
                    n => format!("{n}{}", day.key()),
                }),
            ),
            "days" => {
                joined(if self.workdays { "weekdays" } else { "days" }, self.days.iter().map(u32::to_string))
            }
            _ => Some("named".to_owned()),
        }?;
        let months: Vec<String> = self.months.iter().map(u32::to_string).collect();
        let months = if months.is_empty() { String::new() } else { format!(" in {}", months.join(" ")) };
        Rule::parse(&format!("{every}{months}")).ok()
    }
}

fn joined(word: &str, pieces: impl Iterator<Item = String>) -> Option<String> {
    let pieces: Vec<String> = pieces.collect();
    (!pieces.is_empty()).then(|| format!("{word} {}", pieces.join(" ")))
}

fn read_months(text: &str) -> SortedSet<u32> {
    match text {
        "odd" => (1..=12).step_by(2).collect(),
        "even" => (2..=12).step_by(2).collect(),
        list => list.split(' ').filter_map(|month| month.parse().ok()).collect(),
    }
}

/// Turns a member of a set.
pub fn flip<T: Ord>(set: &mut SortedSet<T>, member: T) {
    if !set.remove(&member) {
        set.insert(member);
    }
}

#[component]
pub fn RuleFields(rule: RwSignal<RuleForm>) -> impl IntoView {
    let every = [
        ("week", words::rule_week()),
        ("month", words::rule_month()),
        ("days", words::rule_days()),
        ("named", words::rule_named()),
    ];
    let every = every.map(|(key, words)| {
        let pressed = Signal::derive(move || rule.with(|form| form.every == key));
        view! { <Chip words pressed on_press=Callback::new(move |()| rule.update(|form| form.every = key.to_owned()))/> }
    });
    let weekdays = Weekday::ALL.map(|day| {
        let pressed = Signal::derive(move || rule.with(|form| form.weekdays.contains(&day)));
        view! { <Chip words=day.text() pressed on_press=Callback::new(move |()| rule.update(|form| flip(&mut form.weekdays, day)))/> }
    });
    let days = (1..=31).map(|day: u32| {
        let pressed = Signal::derive(move || rule.with(|form| form.days.contains(&day)));
        view! { <Chip words=day.to_string() pressed on_press=Callback::new(move |()| rule.update(|form| flip(&mut form.days, day)))/> }
    });
    let is = move |key: &'static str| rule.with(|form| form.every == key);
    view! {
        <fieldset class="stack">
            <legend class="label">{words::rule()}</legend>
            <div class="chips">{every.into_iter().collect_view()}</div>
            <While holds=move || is("kept")><p class="num">{move || rule.with(|form| form.kept.as_ref().map(Rule::told))}</p></While>
            <div class="chips" role="group" aria-label=words::weekdays().attr() hidden=move || !is("week")>{weekdays.into_iter().collect_view()}</div>
            <div hidden=move || !is("month")><Nths rule/></div>
            <div class="stack" hidden=move || !is("days")>
                <div class="chips num" role="group" aria-label=words::days_of_month().attr()>{days.collect_view()}</div>
                <Tick words=words::workdays_only() on=Signal::derive(move || rule.with(|form| form.workdays)) name="workdays"
                    on_change=Callback::new(move |on| rule.update(|form| form.workdays = on))/>
            </div>
            <div hidden=move || is("named") || is("kept")><Months rule/></div>
        </fieldset>
    }
}

/// 第n × weekday, so that 第2木・第4金 is two presses.
#[component]
fn Nths(rule: RwSignal<RuleForm>) -> impl IntoView {
    let speech = Speaking::here();
    let rows = NTHS.map(|n| {
        let name = move || if n == LAST { words::nth_last() } else { words::nth(n) };
        let cells = Weekday::ALL.map(|day| {
            let pressed = move || rule.with(|form| form.nths.contains(&(n, day))).to_string();
            let label = move || words::nth_weekday(&name().letters(speech.get()), day.text()).letters(speech.get());
            view! {
                <td><button type="button" aria-label=label aria-pressed=pressed
                    on:click=move |_| rule.update(|form| flip(&mut form.nths, (n, day)))>{day.text()}</button></td>
            }
        });
        view! { <tr><th scope="row">{name()}</th>{cells.into_iter().collect_view()}</tr> }
    });
    view! { <div class="calendar"><table><tbody>{rows.into_iter().collect_view()}</tbody></table></div> }
}

#[component]
fn Months(rule: RwSignal<RuleForm>) -> impl IntoView {
    let sets = [
        (words::months_all(), SortedSet::new()),
        (words::months_odd(), (1..=12).step_by(2).collect()),
        (words::months_even(), (2..=12).step_by(2).collect::<SortedSet<u32>>()),
    ];
    let sets = sets.map(|(words, months)| {
        let mine = months.clone();
        let pressed = Signal::derive(move || rule.with(|form| form.months == mine));
        view! { <Chip words pressed on_press=Callback::new(move |()| rule.update(|form| form.months = months.clone()))/> }
    });
    let each = (1..=12).map(|month: u32| {
        let pressed = Signal::derive(move || rule.with(|form| form.months.contains(&month)));
        view! { <Chip words=words::month(month) pressed on_press=Callback::new(move |()| rule.update(|form| flip(&mut form.months, month)))/> }
    });
    view! {
        <div class="stack tight">
            <div class="chips" role="group" aria-label=words::months().attr()>{sets.into_iter().collect_view()}</div>
            <div class="chips num" role="group" aria-label=words::months().attr()>{each.collect_view()}</div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_goes_through_the_form_unchanged() {
        for text in [
            "week tue fri",
            "month 2thu",
            "month 2thu 4fri",
            "month 1sun 3sun",
            "month lastsat",
            "month 3thu in odd",
            "month 1sun in 5 9 1",
            "days 1 15",
            "weekdays 8 18 28",
            "weekdays 8 in even",
            "named",
        ] {
            let rule = Rule::parse(text).unwrap();
            let form = RuleForm::read(Some(&rule));
            assert_ne!(form.every, "kept", "{text}");
            assert_eq!(form.made(), Some(rule), "{text}");
        }
    }

    #[test]
    fn a_rule_without_days_is_none() {
        let form = RuleForm { every: "month".to_owned(), ..RuleForm::default() };
        assert_eq!(form.made(), None);
    }
}
