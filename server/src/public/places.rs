//! The places of a ward by district, and one place's page; what may be told of each is core's.

use maud::{Markup, html};
use tsunagari_core::district::District;
use tsunagari_core::ics::{self, Event};
use tsunagari_core::id::{DistrictId, PlaceId};
use tsunagari_core::place::Place;
use tsunagari_core::place::shown::Shown;
use tsunagari_core::sorted::sort_by_key;

use super::frame::Page;
use super::shelf::Shelf;
use super::{address, parts};

/// All places that are not closed.
pub(super) fn list(shelf: &Shelf) -> Page {
    let mut districts = shelf.districts();
    districts.retain(|district| !at(shelf, Some(district.id)).is_empty());
    let elsewhere = at(shelf, None);
    let open: usize =
        districts.iter().map(|district| at(shelf, Some(district.id)).len()).sum::<usize>() + elsewhere.len();
    let body = html! {
        h1 { "立ち寄れる場所" }
        @if open == 0 { p.card { "場所は、まだここに出ていません。地域ケアプラザへおたずねください。" } }
        @if districts.len() > 1 && open > 0 {
            nav.card.no-print aria-label="地区" {
                ul.tags {
                    @for district in &districts {
                        li { a.tap href=(format!("#d-{}", district.id)) { (district.label()) } }
                    }
                }
            }
        }
        @for district in &districts { (of_district(shelf, district)) }
        @if !elsewhere.is_empty() {
            section.stack {
                h2 { "区全体" }
                ul.stack { @for (place, shown) in &elsewhere { li.card { (brief(shelf, place, shown)) } } }
            }
        }
    };
    Page {
        title: "立ち寄れる場所".to_owned(),
        about: format!("{}の居場所・サロン・こども食堂など、立ち寄れる場所の一覧。", shelf.name()),
        path: address::places(&shelf.org.slug),
        indexed: shelf.book.notice.is_none(),
        shared: true,
        app: None,
        contact: None,
        source: None,
        body,
    }
}

/// The places of a district, or of none, that are open or will be.
fn at(shelf: &Shelf, district: Option<DistrictId>) -> Vec<(&Place, Shown<'_>)> {
    let exists =
        |id: DistrictId| shelf.book.districts.get(&id).is_some_and(|district| district.lives_on(shelf.today));
    let mut here: Vec<(&Place, Shown<'_>)> = shelf
        .book
        .places
        .values()
        .filter(|place| place.district.filter(|id| exists(*id)) == district)
        .filter_map(|place| Some((place, place.shown(shelf.today)?)))
        .filter(|(_, shown)| shown.closed.is_none_or(|closed| shelf.today <= closed))
        .collect();
    sort_by_key(&mut here, |(place, shown)| {
        (place.kind_name().to_owned(), shown.kana.or(shown.name).map(str::to_owned), place.id)
    });
    here
}

fn of_district(shelf: &Shelf, district: &District) -> Markup {
    let here = at(shelf, Some(district.id));
    html! {
        section.stack id=(format!("d-{}", district.id)) {
            h2 { (district.label()) }
            @if let Some(plaza) = shelf.plaza(district.id) {
                p.small {
                    "お問い合わせ：" (plaza.name)
                    @if let Some(phone) = &plaza.phone { "　電話　" (parts::telephone(phone)) }
                }
            }
            ul.stack { @for (place, shown) in &here { li.card { (brief(shelf, place, shown)) } } }
        }
    }
}

fn title(place: &Place, shown: &Shown<'_>) -> String {
    shown.name.map_or_else(|| format!("{}（個人の家）", place.kind_name()), str::to_owned)
}

fn brief(shelf: &Shelf, place: &Place, shown: &Shown<'_>) -> Markup {
    html! {
        p.tags { span.tag { (place.kind_name()) } }
        h3 { a href=(address::place(&shelf.org.slug, place.id.record())) { (title(place, shown)) } }
        @if let Some(about) = shown.about { p { (about) } }
        @if let Some(address) = shown.address { p { (address) } }
        @if let Some(opens) = shown.opened.filter(|day| *day > shelf.today) { p { (parts::day(opens)) "から" } }
    }
}

/// A place's page; none where it is nothing for the public.
pub(super) fn one(shelf: &Shelf, id: PlaceId) -> Option<Page> {
    let place = shelf.book.places.get(&id)?;
    let shown = place.shown(shelf.today)?;
    let district = place.district.and_then(|id| shelf.book.districts.get(&id));
    let label = district.map(District::label);
    let plaza = place.district.and_then(|id| shelf.plaza(id));
    let closed = shown.closed.filter(|closed| *closed < shelf.today);
    let title = title(place, &shown);
    let body = html! {
        nav aria-label="いまいる所" {
            ul.path { li { a href=(address::places(&shelf.org.slug)) { "立ち寄れる場所" } } }
        }
        div.stack.tight {
            p.tags {
                span.tag { (place.kind_name()) }
                @if closed.is_some() { span.tag.wait { "終わりました" } }
            }
            h1 { (title) }
            @if let Some(kana) = shown.kana { p.small { (kana) } }
            @if let Some(about) = shown.about { p { (about) } }
        }
        (facts(&shown, label.as_deref()))
        (dates(shelf, place.id, closed.is_some()))
        @if shown.name.is_none() {
            p { "個人の家なので、くわしい場所はここに出していません。下の地域ケアプラザへお電話ください。" }
        }
        @if let Some(plaza) = plaza {
            section.stack.tight { h2 { "お問い合わせ" } (parts::office(plaza)) }
        }
    };
    Some(Page {
        about: format!("{}の{}「{title}」。", label.as_deref().unwrap_or(shelf.name()), place.kind_name()),
        title,
        path: address::place(&shelf.org.slug, id.record()),
        indexed: shelf.book.notice.is_none() && shown.name.is_some() && closed.is_none(),
        shared: closed.is_none(),
        app: None,
        contact: None,
        source: None,
        body,
    })
}

/// Dates of a place's page; the file has more.
const DATES_SHOWN: usize = 6;

/// これからの予定; none where nothing is known.
fn dates(shelf: &Shelf, id: PlaceId, closed: bool) -> Markup {
    let coming = shelf.coming.get(&id).filter(|_| !closed);
    html! {
        @if let Some(coming) = coming {
            section.stack.tight {
                h2 { "これからの予定" }
                ul.bullets {
                    @for one in coming.iter().take(DATES_SHOWN) {
                        li { (one.day.text_with_weekday()) @if let Some(slot) = one.slot { "　" (slot.text()) } }
                    }
                }
                p.small { "急に休みになることがあります。下のお問い合わせ先でたしかめられます。" }
                p.no-print { a.tap href=(address::calendar(&shelf.org.slug, id.record())) { "カレンダーに入れる" } }
            }
        }
    }
}

/// The same as a file; none where the page tells no dates. Whose meetings they are is not in it.
pub(super) fn calendar(shelf: &Shelf, id: PlaceId) -> Option<String> {
    let place = shelf.book.places.get(&id)?;
    let name =
        place.shown(shelf.today).filter(|shown| shown.closed.is_none_or(|day| shelf.today <= day))?.name?;
    let events = shelf.coming.get(&id)?.iter().map(|one| Event {
        session: one.session,
        scheduled: one.scheduled,
        day: one.day,
        slot: one.slot,
        title: name.to_owned(),
        place: Some(name.to_owned()),
    });
    Some(ics::calendar(name, shelf.today.begins(), &events.collect::<Vec<_>>()))
}

fn facts(shown: &Shown<'_>, district: Option<&str>) -> Markup {
    html! {
        dl.facts.card {
            @if let Some(district) = district { div { dt { "地区" } dd { (district) } } }
            @if let Some(runner) = shown.runner { div { dt { "運営" } dd { (runner) } } }
            @if let Some(address) = shown.address { div { dt { "所在地" } dd { (address) } } }
            @if let Some(phone) = shown.phone { div { dt { "電話" } dd { (parts::telephone(phone)) } } }
            @if let Some(opened) = shown.opened { div { dt { "始まった日" } dd { (parts::day(opened)) } } }
            @if let Some(closed) = shown.closed { div { dt { "終わる日" } dd { (parts::day(closed)) } } }
        }
    }
}
