//! Day and place of a log, filled in before one arrives, and what was not held beside the day.

use leptos::prelude::*;
use tsunagari_core::activity::When;
use tsunagari_core::calendar::{Day, Slot};

use super::{HeldCard, LogModel, More, Sheet};
use crate::parts::{Chip, DayPicker, PickRow, Tick, TickShape, While, day_words};
use crate::words::{Text, counts, log};

#[component]
pub fn WhenCard(model: LogModel, sheet: Sheet, more: Signal<Option<More>>) -> impl IntoView {
    let calendar = Signal::derive(move || more.get().map(|more| more.calendar));
    let (days, places) = (RwSignal::new(false), RwSignal::new(false));
    let today = model.today;
    let said = Signal::derive(move || match sheet.draft.read().when {
        When::Day(day) => day_words(day, today),
        When::Month(month) => vec![Text::from(When::Month(month).text())],
    });
    let chosen = Signal::derive(move || sheet.draft.read().when.day().unwrap_or(today));
    let choose_day = Callback::new(move |day: Day| {
        sheet.change(|draft| draft.when = When::Day(day));
        days.set(false);
    });
    let names = model.places.clone();
    let place = Signal::derive(move || {
        let id = sheet.draft.read().place;
        let known = names.iter().find(|place| Some(place.id) == id);
        vec![known.map_or_else(log::no_place, |place| Text::from(place.name.clone()))]
    });
    let (held, usual) = (Signal::stored(model.held.clone()), model.usual.unwrap_or_else(|| today.plus(-7)));
    let ahead = Signal::derive(move || sheet.draft.read().when.last_day() > today);
    let (takes_month, numbers_only) = (model.kind.takes_month, model.kind.numbers_only);
    let choices = StoredValue::new(model.places);
    let off_schedule = sheet.draft.with_untracked(|draft| draft.session.is_none()) && !numbers_only;
    view! {
        <section class="card">
            <PickRow
                words=log::day()
                value=said
                open=days
                on_toggle=Callback::new(move |()| days.update(|open| *open = !*open))
            />
            <While holds=move || days.get()>
                {takes_month.then(|| view! { <MonthChips today=today sheet=sheet /> })}
                <DayPicker today=today chosen=chosen usual=usual held=held calendar=calendar on_choose=choose_day />
            </While>
            <While holds=move || ahead.get()>
                <p class="wrong" role="status">
                    {counts::future_day()}
                </p>
            </While>
            {off_schedule.then(|| view! { <SlotChips sheet=sheet /> })}
            {(!numbers_only)
                .then(|| {
                    view! {
                        <PickRow
                            words=log::place()
                            value=place
                            open=places
                            on_toggle=Callback::new(move |()| places.update(|open| *open = !*open))
                        />
                        <While holds=move || places.get()>
                            <fieldset>
                                <legend class="unseen">{log::place()}</legend>
                                {choices
                                    .get_value()
                                    .into_iter()
                                    .map(|choice| {
                                        let id = choice.id;
                                        view! {
                                            <Tick
                                                words=Text::from(choice.name)
                                                shape=TickShape::One
                                                name="place"
                                                on=Signal::derive(move || sheet.draft.read().place == Some(id))
                                                on_change=Callback::new(move |_| {
                                                    sheet.change(|draft| draft.place = Some(id));
                                                    places.set(false);
                                                })
                                            />
                                        }
                                    })
                                    .collect_view()}
                            </fieldset>
                        </While>
                    }
                })}
            <HeldCard sheet=sheet />
        </section>
    }
}

/// 今月の合計, 先月の合計: for kinds of which a month's total is enough.
#[component]
fn MonthChips(today: Day, sheet: Sheet) -> impl IntoView {
    let months = [Some(today.month()), today.month().previous()];
    view! {
        <div class="chips">
            {months
                .into_iter()
                .flatten()
                .map(|month| {
                    view! {
                        <Chip
                            words=Text::from(When::Month(month).text())
                            pressed=Signal::derive(move || sheet.draft.read().when == When::Month(month))
                            on_press=Callback::new(move |()| sheet.change(|draft| draft.when = When::Month(month)))
                        />
                    }
                })
                .collect_view()}
        </div>
    }
}

/// 午前, 午後, 夜: where no session says the time.
#[component]
fn SlotChips(sheet: Sheet) -> impl IntoView {
    let slots = [(Slot::Morning, log::am()), (Slot::Afternoon, log::pm()), (Slot::Night, log::evening())];
    view! {
        <div class="chips" role="group" aria-label=log::start().attr()>
            {slots
                .into_iter()
                .map(|(slot, words)| {
                    view! {
                        <Chip
                            words=words
                            pressed=Signal::derive(move || sheet.draft.read().slot == Some(slot))
                            on_press=Callback::new(move |()| sheet.change(|draft| draft.slot = Some(slot)))
                        />
                    }
                })
                .collect_view()}
        </div>
    }
}
