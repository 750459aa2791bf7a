//! 地区と事業所: the ward's own register, with which a ward begins; mended by its admins, read by staff. No group, no plan.

use leptos::prelude::*;
use tsunagari_core::district::District;
use tsunagari_core::id::{DistrictId, OfficeId};
use tsunagari_core::intent::{Refusal, WardFault};
use tsunagari_core::office::{Office, OfficeKind};
use tsunagari_core::record::{Kind, Record};
use tsunagari_core::sorted::sort_by_key;

use super::district_form::DistrictForm;
use super::office_form::OfficeForm;
use super::{is_admin, records_at_rest};
use crate::pages::ask::{NotDone, told};
use crate::parts::{Tag, Tone};
use crate::words::{Text, staff, ward as words};

/// Which form is open: of one that is there, or of a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    District(Option<DistrictId>),
    Office(Option<OfficeId>),
}

/// The room: the districts in the ward's order, then the offices by what they are.
#[component]
pub fn Ward() -> impl IntoView {
    let admin = is_admin();
    let open = RwSignal::new(None::<Open>);
    let form = Signal::derive(move || open.get().is_some());
    let (districts, offices) = (records_at_rest(Kind::District, form), records_at_rest(Kind::Office, form));
    let close = Callback::new(move |()| open.set(None));
    let district_rows = move || {
        let all = sorted_districts(&districts.get());
        let offices = sorted_offices(&offices.get());
        let row = |district: &District| {
            if open.get() == Some(Open::District(Some(district.id))) {
                let form = view! { <DistrictForm district=district.clone() id=district.id close/> };
                return view! { <li>{form}</li> }.into_any();
            }
            let id = district.id;
            let way = admin.then(|| edit(move || open.set(Some(Open::District(Some(id))))));
            view! { <li>{district_entry(district, &all, &offices)} {way}</li> }.into_any()
        };
        all.iter().map(row).collect_view()
    };
    let office_rows = move || {
        let row = |office: &Office| {
            if open.get() == Some(Open::Office(Some(office.id))) {
                return view! { <li><OfficeForm office=office.clone() id=office.id close/></li> }.into_any();
            }
            let id = office.id;
            let way = admin.then(|| edit(move || open.set(Some(Open::Office(Some(id))))));
            view! { <li>{office_entry(office)} {way}</li> }.into_any()
        };
        sorted_offices(&offices.get()).iter().map(row).collect_view()
    };
    let adding = move |what: Open, words: fn() -> Text| {
        admin.then(|| {
            view! {
                <Show when=move || open.get() == Some(what)
                    fallback=move || view! {
                        <button type="button" class="btn full" on:click=move |_| open.set(Some(what))>{words()}</button>
                    }>
                    {match what {
                        Open::District(_) => view! { <DistrictForm close/> }.into_any(),
                        Open::Office(_) => view! { <OfficeForm close/> }.into_any(),
                    }}
                </Show>
            }
        })
    };
    view! {
        <p class="card">{if admin { words::first() } else { words::admin_only() }}</p>
        <section class="card">
            <h2>{move || words::offices(offices.with(Vec::len)).view()}</h2>
            {move || offices.with(Vec::is_empty).then(|| view! { <p>{words::office_none()}</p> })}
            <ul class="entries">{office_rows}</ul>
            {adding(Open::Office(None), words::add_office)}
        </section>
        <section class="card">
            <h2>{move || words::districts(districts.with(Vec::len)).view()}</h2>
            {move || districts.with(Vec::is_empty).then(|| view! { <p>{words::district_none()}</p> })}
            <ul class="entries">{district_rows}</ul>
            {adding(Open::District(None), words::add_district)}
        </section>
    }
}

/// The ward's districts in the order of its list.
pub(super) fn sorted_districts(records: &[Record]) -> Vec<District> {
    let mut all: Vec<District> = records.iter().map(District::read).collect();
    sort_by_key(&mut all, |district| (district.number, district.id));
    all
}

/// The ward's offices by what they are and what they are called.
pub(super) fn sorted_offices(records: &[Record]) -> Vec<Office> {
    let mut all: Vec<Office> = records.iter().map(Office::read).collect();
    sort_by_key(&mut all, |office| (office.what, office.name.clone()));
    all
}

/// 地域ケアプラザ, 区役所の課 …
pub(super) fn office_kind(kind: OfficeKind) -> Text {
    match kind {
        OfficeKind::Plaza => words::plaza(),
        OfficeKind::Ward => words::ward(),
        OfficeKind::Council => words::council(),
        OfficeKind::Other => words::other(),
    }
}

/// Why one was not taken, for whoever typed it.
pub(super) fn why_not(not: &NotDone) -> Text {
    let NotDone::Refused(Refusal::Ward(fault)) = not else {
        return if matches!(not, NotDone::Refused(Refusal::Text { .. })) {
            staff::name_wrong()
        } else {
            told(not)
        };
    };
    match fault {
        WardFault::TooMany(most) => words::full(*most),
        WardFault::Taken => words::taken(),
        WardFault::Number(_) => words::number_wrong(),
        WardFault::Order => words::order(),
        WardFault::NoEnd => words::no_end(),
        WardFault::Successor => words::circle(),
        WardFault::Unknown => words::unknown(),
    }
}

fn edit(press: impl Fn() + 'static) -> impl IntoView {
    view! {
        <div class="ways">
            <button type="button" class="quiet" on:click=move |_| press()>{staff::edit()}</button>
        </div>
    }
}

fn district_entry(district: &District, all: &[District], offices: &[Office]) -> impl IntoView + use<> {
    let area = offices
        .iter()
        .filter(|office| office.looks_after(district))
        .map(|office| office.name.clone())
        .collect::<Vec<_>>()
        .join("・");
    let next: Vec<String> =
        all.iter().filter(|other| district.next.contains(&other.id)).map(District::label).collect();
    let ended = district.until.map(|day| words::ended(&day.both_text()));
    view! {
        <div class="entry">
            <div class="row">
                <b>{district.label()}</b>
                {ended.map(|words| view! { <Tag words tone=Tone::Wait/> })}
            </div>
            <p class="facts num">
                {district.number.map(|number| view! { <span>{words::numbered(number)}</span> })}
                {(!area.is_empty()).then(|| view! { <span>{area}</span> })}
                {(!next.is_empty()).then(|| view! { <span>{words::became(&next.join("・"))}</span> })}
            </p>
        </div>
    }
}

fn office_entry(office: &Office) -> impl IntoView + use<> {
    let kind = office_kind(office.what);
    view! {
        <div class="entry">
            <b>{office.name.clone()}</b>
            <p class="facts num">
                <span>{kind}</span>
                {office.phone.clone().map(|phone| view! { <span>{phone}</span> })}
            </p>
        </div>
    }
}
