//! The form of a group's regular meeting: name, kind, place, rule, time, holidays.

use leptos::prelude::*;
use tsunagari_core::calendar::{Slot, Weekday};
use tsunagari_core::id::{DistrictId, GroupId, PlaceId, SessionId, derived};
use tsunagari_core::intent::Intent;
use tsunagari_core::session::{GroupSession, OnHoliday, Rule};
use tsunagari_core::sorted::SortedSet;
use tsunagari_core::text::fold;

use super::choice::Choice;
use super::group_form::{kinds, places};
use crate::pages::ask::{ask, told};
use crate::parts::{Chip, TextField, Tick};
use crate::replica::Replica;
use crate::words::{Text, staff as words};

/// August.
const AUGUST: u32 = 8;

/// A rule as the form holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct RuleForm {
    /// `week`, `month`, `named`, or `kept` for a rule that this form has no fields for.
    every: String,
    weekdays: SortedSet<Weekday>,
    /// 1–5, and 0 for the last.
    nths: SortedSet<u32>,
    /// Empty, `odd`, `even`.
    months: String,
}

impl RuleForm {
    /// From the rule's own text.
    fn read(rule: Option<&Rule>) -> Self {
        let Some(rule) = rule else { return Self { every: "week".to_owned(), ..Self::default() } };
        let text = rule.to_string();
        let (every, months) = text.split_once(" in ").unwrap_or((&text, ""));
        let mut words = every.split(' ');
        let every = words.next().unwrap_or_default();
        let mut form = Self { every: every.to_owned(), months: months.to_owned(), ..Self::default() };
        for word in words {
            let (nth, weekday) = match word.strip_prefix("last") {
                Some(weekday) => (Some(0), weekday),
                None => (
                    word.get(..1).and_then(|n| n.parse().ok()),
                    word.trim_start_matches(|c: char| c.is_ascii_digit()),
                ),
            };
            form.nths.extend(nth);
            form.weekdays.extend(Weekday::parse(weekday));
        }
        if form.text().as_deref() != Some(&text) {
            form.every = "kept".to_owned();
        }
        form
    }

    /// The rule's text; none where weekdays are missing.
    fn text(&self) -> Option<String> {
        let days: Vec<&str> = self.weekdays.iter().map(|day| day.key()).collect();
        let every = match self.every.as_str() {
            "week" if !days.is_empty() => format!("week {}", days.join(" ")),
            "month" if !days.is_empty() && !self.nths.is_empty() => {
                let nth = |n: &u32| if *n == 0 { "last".to_owned() } else { n.to_string() };
                // The last comes first among the numbers and last among the words.
                let nths = self.nths.iter().filter(|n| **n > 0).chain(self.nths.iter().filter(|n| **n == 0));
                let all: Vec<String> =
                    nths.flat_map(|n| days.iter().map(move |day| format!("{}{day}", nth(n)))).collect();
                format!("month {}", all.join(" "))
            }
            "named" => "named".to_owned(),
            _ => return None,
        };
        Some(if self.months.is_empty() { every } else { format!("{every} in {}", self.months) })
    }
}

/// Makes a meeting of a group, or mends one.
#[component]
pub fn SessionForm(
    district: DistrictId,
    group: GroupId,
    #[prop(optional)] session: Option<GroupSession>,
    #[prop(optional)] id: Option<SessionId>,
    close: Callback<()>,
) -> impl IntoView {
    let replica = Replica::here();
    let before = session.unwrap_or_else(|| empty(SessionId::of(derived(&[])), group));
    let kept = StoredValue::new(before.rule.clone());
    let name = RwSignal::new(before.name.clone().unwrap_or_default());
    let what = RwSignal::new(before.what.clone());
    let place = RwSignal::new(before.place.map(|id| id.to_string()).unwrap_or_default());
    let start = RwSignal::new(before.slot.map(|slot| slot.to_string()).unwrap_or_default());
    let rule = RwSignal::new(RuleForm::read(before.rule.as_ref()));
    let holiday = RwSignal::new(before.on_holiday.key().to_owned());
    let august = RwSignal::new(before.months_off.contains(&AUGUST));
    let (rule_wrong, start_wrong) = (RwSignal::new(None::<Text>), RwSignal::new(None::<Text>));
    let said = RwSignal::new(None::<Text>);
    let before = StoredValue::new(before);
    let opened = StoredValue::new(id.map(|id| replica.held(&[id.record()])).unwrap_or_default());
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let made = rule.with_untracked(|form| match form.every.as_str() {
            "kept" => kept.get_value(),
            _ => form.text().and_then(|text| Rule::parse(&text).ok()),
        });
        rule_wrong.set(made.is_none().then(words::rule_wrong));
        let slot = slot(&start.get_untracked());
        start_wrong.set(slot.is_err().then(words::start_wrong));
        let (Some(made), Ok(slot)) = (made, slot) else { return };
        let mut form = before.get_value();
        form.group = Some(group);
        form.name = Some(name.get_untracked()).filter(|name| !name.trim().is_empty());
        form.what = what.get_untracked();
        form.place = PlaceId::parse(&place.get_untracked()).ok();
        form.slot = slot;
        form.rule = Some(made);
        form.on_holiday = on_holiday(&holiday.get_untracked());
        if august.get_untracked() {
            form.months_off.insert(AUGUST);
        } else {
            form.months_off.remove(&AUGUST);
        }
        let opened = opened.get_value();
        leptos::task::spawn_local(async move {
            match ask(replica, Intent::Session { id, district, form }, &opened).await {
                Ok(_) => close.run(()),
                Err(not) => said.set(Some(told(&not))),
            }
        });
    };
    let holidays = vec![
        ("keep".to_owned(), words::holiday_keep()),
        ("skip".to_owned(), words::holiday_skip()),
        ("next".to_owned(), words::holiday_next()),
    ];
    view! {
        <form class="stack" on:submit=save>
            <TextField id="session-name" words=words::session_name() value=name on_type=Callback::new(move |typed| name.set(typed))/>
            <Choice id="session-kind" words=words::group_kind() value=what choices=kinds() on_choose=Callback::new(move |key| what.set(key))/>
            <Choice id="session-place" words=words::places() value=place choices=places(district) on_choose=Callback::new(move |key| place.set(key))/>
            <RuleFields rule/>
            <p class="wrong" role="status">{move || rule_wrong.get().map(Text::view)}</p>
            <TextField id="session-start" words=words::start() hint=words::start_hint() value=start wrong=start_wrong inputmode="numeric"
                on_type=Callback::new(move |typed| start.set(typed))/>
            <Choice id="session-holiday" words=words::on_holiday() value=holiday choices=holidays on_choose=Callback::new(move |key| holiday.set(key))/>
            <Tick words=words::off_august() on=august name="august" on_change=Callback::new(move |on| august.set(on))/>
            <div class="pair">
                <button type="button" class="btn calm" on:click=move |_| close.run(())>{words::cancel()}</button>
                <button type="submit" class="btn main">{words::save()}</button>
            </div>
            <p role="status">{move || said.get().map(Text::view)}</p>
        </form>
    }
}

#[component]
fn RuleFields(rule: RwSignal<RuleForm>) -> impl IntoView {
    let every =
        [("week", words::rule_week()), ("month", words::rule_month()), ("named", words::rule_named())];
    let every = every.map(|(key, words)| {
        let pressed = Signal::derive(move || rule.with(|form| form.every == key));
        view! { <Chip words pressed on_press=Callback::new(move |()| rule.update(|form| form.every = key.to_owned()))/> }
    });
    let weekdays = Weekday::ALL.map(|day| {
        let pressed = Signal::derive(move || rule.with(|form| form.weekdays.contains(&day)));
        view! { <Chip words=day.text() pressed on_press=Callback::new(move |()| rule.update(|form| flip(&mut form.weekdays, day)))/> }
    });
    let nths = [1, 2, 3, 4, 5, 0].map(|n| {
        let pressed = Signal::derive(move || rule.with(|form| form.nths.contains(&n)));
        let words = if n == 0 { words::nth_last() } else { words::nth(n) };
        view! { <Chip words pressed on_press=Callback::new(move |()| rule.update(|form| flip(&mut form.nths, n)))/> }
    });
    let months = [("", words::months_all()), ("odd", words::months_odd()), ("even", words::months_even())].map(|(key, words)| {
        let pressed = Signal::derive(move || rule.with(|form| form.months == key));
        view! { <Chip words pressed on_press=Callback::new(move |()| rule.update(|form| form.months = key.to_owned()))/> }
    });
    let is = move |key: &'static str| rule.with(|form| form.every == key);
    view! {
        <fieldset class="stack">
            <legend class="label">{words::rule()}</legend>
            <div class="chips">{every.into_iter().collect_view()}</div>
            <div class="chips" role="group" aria-label=words::nths().attr() hidden=move || !is("month")>{nths.into_iter().collect_view()}</div>
            <div class="chips" role="group" aria-label=words::weekdays().attr() hidden=move || !is("week") && !is("month")>{weekdays.into_iter().collect_view()}</div>
            <div class="chips" role="group" aria-label=words::months().attr() hidden=move || !is("month")>{months.into_iter().collect_view()}</div>
        </fieldset>
    }
}

fn flip<T: Ord>(set: &mut SortedSet<T>, member: T) {
    if !set.remove(&member) {
        set.insert(member);
    }
}

fn on_holiday(key: &str) -> OnHoliday {
    [OnHoliday::Skip, OnHoliday::NextWeek].into_iter().find(|one| one.key() == key).unwrap_or_default()
}

/// A time as people type it: 9:30, １０：００, 10時.
fn slot(typed: &str) -> Result<Option<Slot>, ()> {
    let text = fold(typed).replace("時半", ":30").replace('時', ":").replace('分', "");
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(slot) = Slot::parse(&text) {
        return Ok(Some(slot));
    }
    let (hour, minute) = text.split_once(':').unwrap_or((&text, ""));
    let minute = if minute.is_empty() { "0" } else { minute };
    let (Ok(hour), Ok(minute)) = (hour.parse(), minute.parse()) else { return Err(()) };
    Slot::at(hour, minute).map(Some).map_err(|_| ())
}

fn empty(id: SessionId, group: GroupId) -> GroupSession {
    GroupSession {
        id,
        group: Some(group),
        name: None,
        what: String::new(),
        place: None,
        slot: None,
        rule: None,
        on_holiday: OnHoliday::default(),
        months_off: SortedSet::new(),
        breaks: SortedSet::new(),
        moves: tsunagari_core::sorted::SortedMap::new(),
        dates: SortedSet::new(),
        since: None,
        until: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_the_form_knows_goes_through_it_unchanged() {
        for text in
            ["week tue fri", "month 2thu", "month 1sun 3sun", "month lastsat", "month 3thu in odd", "named"]
        {
            let rule = Rule::parse(text).unwrap();
            assert_eq!(RuleForm::read(Some(&rule)).text().as_deref(), Some(text));
        }
    }

    #[test]
    fn a_rule_that_the_form_has_no_fields_for_is_kept() {
        for text in ["days 1 15", "weekdays 8 18 28", "month 2thu 4fri"] {
            let rule = Rule::parse(text).unwrap();
            assert_eq!(RuleForm::read(Some(&rule)).every, "kept", "{text}");
        }
    }

    #[test]
    fn a_time_is_read_as_people_type_it() {
        let at = |hour, minute| Ok(Some(Slot::at(hour, minute).unwrap()));
        assert_eq!(slot("9:30"), at(9, 30));
        assert_eq!(slot("１０：００"), at(10, 0));
        assert_eq!(slot("13時半"), at(13, 30));
        assert_eq!(slot("10時"), at(10, 0));
        assert_eq!(slot(""), Ok(None));
        assert_eq!(slot("25:00"), Err(()));
    }
}
