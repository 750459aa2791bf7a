//! 回覧板: next month's dates first, what was done in the last one second.

use leptos::prelude::*;
use tsunagari_core::calendar::Month;
use tsunagari_core::id::DistrictId;
use tsunagari_core::query::circular::{Circular, Gathered, Told};

use super::sheet::{Sheet, look};
use crate::words::{kinds, papers as words};

#[component]
pub fn CircularSheet(district: RwSignal<Option<DistrictId>>, month: RwSignal<Month>) -> impl IntoView {
    let made = Memo::new(move |_| {
        let (district, month) = (district.get()?, month.get());
        look(|view, today| {
            let name = view.district(district)?.label();
            Some((district, name, Circular::of(view, district, month, today)))
        })
    });
    move || {
        let (district, name, circular) = made.get()?;
        let coming = circular.gathered().iter().map(coming).collect_view();
        let told = circular.told.iter().map(told).collect_view();
        Some(view! {
            <Sheet title=words::circular_title(&name) district=Some(district) class="circular">
                <h3>{words::coming(&circular.next.both_text())}</h3>
                {if circular.coming.is_empty() {
                    view! { <p>{words::coming_none()}</p> }.into_any()
                } else {
                    view! {
                        <table>
                            <thead><tr>
                                <th>{words::activity()}</th><th>{words::day()}</th>
                                <th class="short">{words::time()}</th><th>{words::place()}</th>
                            </tr></thead>
                            <tbody>{coming}</tbody>
                        </table>
                    }.into_any()
                }}
                <p>{words::welcome()}</p>
                <h3>{words::told(&circular.last.both_text())}</h3>
                {if circular.told.is_empty() {
                    view! { <p>{words::told_none()}</p> }.into_any()
                } else {
                    view! { <ul class="plain">{told}</ul><p class="small">{words::total_told()}</p> }.into_any()
                }}
            </Sheet>
        })
    }
}

fn coming(row: &Gathered) -> impl IntoView + use<> {
    let place =
        row.place.clone().map_or_else(|| words::ask_place().view().into_any(), |place| place.into_any());
    view! {
        <tr>
            <td>{row.name.clone()}</td>
            <td>{row.days_text()}</td>
            <td class="short">{row.slot.map(|slot| slot.text())}</td>
            <td>{place}</td>
        </tr>
    }
}

fn told(told: &Told) -> impl IntoView + use<> {
    let about = if told.about { "約" } else { "" };
    let facts = [
        told.heads.filter(|_| told.count > 0).map(|heads| words::heads(about, heads)),
        (told.helpers > 0).then(|| words::helpers(told.helpers)),
        (told.cancelled > 0).then(|| words::cancelled(told.cancelled)),
    ];
    view! {
        <li>
            <b>{kinds::named(&told.what, &told.name)}</b>
            <span class="num">{format!("　{}{}", told.count, told.unit.text())}</span>
            {facts.into_iter().flatten().map(|fact| view! { "　" {fact} }).collect_view()}
        </li>
    }
}
