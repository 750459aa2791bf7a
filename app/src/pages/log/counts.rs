//! How many came and helped: by the kind's own bands or as a total; empty, with the last in grey.

use leptos::prelude::*;
use tsunagari_core::activity::{Counts, Draft};

use super::{BandField, FormKind, LogModel, Sheet};
use crate::parts::{Chip, Count};
use crate::words::{counts, kinds, log};

/// The most that one number of people may be.
const HEADS_MAX: u32 = 9_999;

#[component]
pub fn CountsCard(model: LogModel, sheet: Sheet) -> impl IntoView {
    let kind = model.kind;
    let split = kind.bands.iter().any(|band| !band.part);
    // Without bands the kind has only a total; with them it is a choice, which an earlier one brings back.
    let together = RwSignal::new(false);
    let lump = Signal::derive(move || {
        !split || together.get() || sheet.draft.with(|draft| draft.counts.total.is_some())
    });
    let last = StoredValue::new(model.last.map(|last| last.counts));
    let title = match (kind.counts_heads, kind.quantities.is_empty()) {
        (true, _) => log::how_many(),
        (false, true) => log::how_many_helped(),
        (false, false) => log::how_much(),
    };
    let same = Signal::derive(move || sheet.draft.read().same_as_last);
    let take_last = Callback::new(move |()| {
        let Some(counts) = last.get_value() else { return };
        together.set(counts.total.is_some());
        sheet.change(|draft| {
            draft.counts = counts;
            draft.same_as_last = true;
        });
    });
    let (bands, quantities) = (StoredValue::new(kind.bands.clone()), kind.quantities.clone());
    let (heads, kind) = (kind.counts_heads, StoredValue::new(kind));
    let about = Signal::derive(move || sheet.draft.read().about);
    view! {
        <section class="card counts">
            <div class="row middle">
                <h2>{title}</h2>
                {last
                .with_value(Option::is_some)
                .then(|| view! { <Chip words=log::same_as_last() pressed=same wide=true on_press=take_last /> })}
            </div>
            {heads
                .then(|| {
                    view! {
                        <Show
                            when=move || lump.get()
                            fallback=move || {
                                bands
                                    .get_value()
                                    .into_iter()
                                    .map(|band| view! { <BandCount band=band last=last sheet=sheet /> })
                                    .collect_view()
                            }
                        >
                            <TotalCount kind=kind last=last sheet=sheet split=split />
                        </Show>
                    }
                })}
            {quantities
                .into_iter()
                .map(|quantity| view! { <QuantityCount quantity=quantity last=last sheet=sheet /> })
                .collect_view()}
            {heads.then(|| view! { <hr /> })} <HelperCount last=last sheet=sheet heads=heads />
            <div class="chips">
                {(heads && split)
                    .then(|| {
                        let turn = Callback::new(move |()| {
                            let on = !lump.get_untracked();
                            together.set(on);
                            sheet.change(|draft| kind.with_value(|kind| lump_together(draft, kind, on)));
                        });
                        view! { <Chip words=log::total_only() pressed=lump on_press=turn /> }
                    })}
                <Chip
                    words=log::about()
                    pressed=about
                    on_press=Callback::new(move |()| sheet.change(|draft| draft.about = !draft.about))
                />
            </div>
        </section>
    }
}

type Last = StoredValue<Option<Counts>>;

#[component]
fn BandCount(band: BandField, last: Last, sheet: Sheet) -> impl IntoView {
    let key = StoredValue::new(band.key.clone());
    let hint = (band.key == "child").then(kinds::children_hint);
    view! {
        <Count
            id=format!("band-{}", band.key)
            words=band.words
            hint=hint
            value=read(sheet, move |counts| key.with_value(|key| counts.bands.get(key).copied()))
            last=grey(last, move |counts| key.with_value(|key| counts.bands.get(key).copied()))
            max=band.max
            part=band.part
            on_set=write(
                sheet,
                move |counts, number| key.with_value(|key| put(&mut counts.bands, key, number)),
            )
        />
    }
}

#[component]
fn TotalCount(kind: StoredValue<FormKind>, last: Last, sheet: Sheet, split: bool) -> impl IntoView {
    view! {
        <Count
            id="total"
            words=if split { log::total() } else { kinds::people_total() }
            value=read(sheet, |counts| counts.total)
            last=grey(last, move |counts| kind.with_value(|kind| kind.attendance(counts)))
            max=HEADS_MAX
            on_set=write(sheet, |counts, number| counts.total = number)
        />
    }
}

#[component]
fn QuantityCount(quantity: BandField, last: Last, sheet: Sheet) -> impl IntoView {
    let key = StoredValue::new(quantity.key.clone());
    view! {
        <Count
            id=format!("qty-{}", quantity.key)
            words=quantity.words
            value=read(sheet, move |counts| key.with_value(|key| counts.quantities.get(key).copied()))
            last=grey(last, move |counts| key.with_value(|key| counts.quantities.get(key).copied()))
            max=quantity.max
            part=quantity.part
            on_set=write(
                sheet,
                move |counts, number| key.with_value(|key| put(&mut counts.quantities, key, number)),
            )
        />
    }
}

#[component]
fn HelperCount(last: Last, sheet: Sheet, heads: bool) -> impl IntoView {
    view! {
        <Count
            id="helpers"
            words=log::helpers()
            hint=heads.then(counts::staff)
            value=read(sheet, |counts| counts.helpers)
            last=grey(last, |counts| counts.helpers)
            max=HEADS_MAX
            on_set=write(sheet, |counts, number| counts.helpers = number)
        />
    }
}

fn read(sheet: Sheet, of: impl Fn(&Counts) -> Option<u64> + Send + Sync + 'static) -> Signal<Option<u32>> {
    Signal::derive(move || of(&sheet.draft.read().counts).map(narrow))
}

fn grey(last: Last, of: impl Fn(&Counts) -> Option<u64> + Send + Sync + 'static) -> Signal<Option<u32>> {
    Signal::derive(move || last.with_value(|last| last.as_ref().and_then(&of)).map(narrow))
}

fn write(
    sheet: Sheet,
    to: impl Fn(&mut Counts, Option<u64>) + Send + Sync + 'static,
) -> Callback<Option<u32>> {
    Callback::new(move |number: Option<u32>| {
        sheet.change(|draft| {
            to(&mut draft.counts, number.map(u64::from));
            draft.same_as_last = false;
        });
    })
}

fn put(numbers: &mut tsunagari_core::sorted::SortedMap<String, u64>, key: &str, number: Option<u64>) {
    match number {
        Some(number) => numbers.insert(key.to_owned(), number),
        None => numbers.remove(key),
    };
}

fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The bands become their sum; back again they wait empty, since nobody can tell them apart.
fn lump_together(draft: &mut Draft, kind: &FormKind, on: bool) {
    draft.counts.total = if on { kind.attendance(&draft.counts) } else { None };
    draft.counts.bands.clear();
    draft.same_as_last = false;
}
