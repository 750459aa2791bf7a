//! The form of a group's regular meeting: name, kind, place, when it meets by every rule there is, and the next days in words.

mod days;
mod rule;

use leptos::prelude::*;
use tsunagari_core::calendar::Slot;
use tsunagari_core::id::{DistrictId, GroupId, PlaceId, SessionId, derived};
use tsunagari_core::intent::Intent;
use tsunagari_core::session::{GroupSession, OnHoliday};
use tsunagari_core::sorted::{SortedMap, SortedSet};
use tsunagari_core::text::fold;

use super::choice::Choice;
use super::day_field::{self, DayField, day};
use super::group_form::{kinds, places};
use crate::pages::ask::{ask, told};
use crate::parts::TextField;
use crate::replica::Replica;
use crate::words::{Text, staff as words};
use days::{Breaks, Dates, MonthsOff, Moves, Next};
use rule::{RuleFields, RuleForm};

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
    let name = RwSignal::new(before.name.clone().unwrap_or_default());
    let what = RwSignal::new(before.what.clone());
    let place = RwSignal::new(before.place.map(|id| id.to_string()).unwrap_or_default());
    let start = RwSignal::new(before.slot.map(|slot| slot.to_string()).unwrap_or_default());
    let (since, until) =
        (RwSignal::new(day_field::typed(before.since)), RwSignal::new(day_field::typed(before.until)));
    let rule = RwSignal::new(RuleForm::read(before.rule.as_ref()));
    let (rule_wrong, start_wrong) = (RwSignal::new(None::<Text>), RwSignal::new(None::<Text>));
    let said = RwSignal::new(None::<Text>);
    let opened = StoredValue::new(id.map(|id| replica.held(&[id.record()])).unwrap_or_default());
    // Days off, one-off moves and single days live in the meeting itself, as they are typed.
    let meeting = RwSignal::new(GroupSession { group: Some(group), ..before });
    let now = Memo::new(move |_| GroupSession {
        rule: rule.with(RuleForm::made),
        since: day(&since.read()).ok().flatten(),
        until: day(&until.read()).ok().flatten(),
        ..meeting.get()
    });
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let made = now.get_untracked();
        rule_wrong.set(made.rule.is_none().then(words::rule_wrong));
        let slot = slot(&start.get_untracked());
        start_wrong.set(slot.is_err().then(words::start_wrong));
        let days = [day(&since.get_untracked()), day(&until.get_untracked())];
        let (true, Ok(slot), [Ok(_), Ok(_)]) = (made.rule.is_some(), slot, days) else { return };
        let form = GroupSession {
            name: Some(name.get_untracked()).filter(|name| !name.trim().is_empty()),
            what: what.get_untracked(),
            place: PlaceId::parse(&place.get_untracked()).ok(),
            slot,
            ..made
        };
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
    let holiday = Signal::derive(move || meeting.with(|it| it.on_holiday.key().to_owned()));
    view! {
        <form class="stack" on:submit=save>
            <TextField id="session-name" words=words::session_name() value=name on_type=Callback::new(move |typed| name.set(typed))/>
            <Choice id="session-kind" words=words::group_kind() value=what choices=kinds() on_choose=Callback::new(move |key| what.set(key))/>
            <Choice id="session-place" words=words::places() value=place choices=places(district) on_choose=Callback::new(move |key| place.set(key))/>
            <RuleFields rule/>
            <p class="wrong" role="status">{move || rule_wrong.get().map(Text::view)}</p>
            <TextField id="session-start" words=words::start() hint=words::start_hint() value=start wrong=start_wrong inputmode="numeric"
                on_type=Callback::new(move |typed| start.set(typed))/>
            <Choice id="session-holiday" words=words::on_holiday() value=holiday choices=holidays
                on_choose=Callback::new(move |key: String| meeting.update(|it| it.on_holiday = on_holiday(&key)))/>
            <MonthsOff meeting/>
            <details class="fold"><summary>{words::more_days()}</summary>
                <div class="stack">
                    <Breaks meeting/>
                    <Dates meeting/>
                    <DayField id="session-since" words=words::session_since() value=since/>
                    <DayField id="session-until" words=words::session_until() value=until/>
                </div>
            </details>
            <Next now/>
            <Moves meeting now/>
            <div class="pair">
                <button type="button" class="btn calm" on:click=move |_| close.run(())>{words::cancel()}</button>
                <button type="submit" class="btn main">{words::save()}</button>
            </div>
            <p role="status">{move || said.get().map(Text::view)}</p>
        </form>
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
        moves: SortedMap::new(),
        dates: SortedSet::new(),
        since: None,
        until: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
