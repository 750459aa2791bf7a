//! The list of wards, and a ward's page: its plans by what is in force, the way to its places, its telephones.

use maud::{Markup, html};
use tsunagari_core::plan::{Plan, Status};

use super::frame::{Head, Page, bare};
use super::shelf::Shelf;
use super::{address, parts};

/// The wards by slug and name.
pub(super) fn wards(wards: &[(String, String)], origin: &str) -> String {
    let head = Head {
        title: "地域福祉保健計画と、立ち寄れる場所｜つながり帳".to_owned(),
        about: "区の地域福祉保健計画と、居場所・サロンの場所が読めます。".to_owned(),
        url: format!("{origin}/p/"),
        indexed: true,
        origin,
    };
    let body = html! {
        h1 { "地域福祉保健計画と、立ち寄れる場所" }
        @if wards.is_empty() { p { "いま、ここで読める区はありません。" } }
        ul.stack {
            @for (slug, name) in wards { li.card { a.tap href=(address::ward(slug)) { (name) } } }
        }
    };
    bare(&head, &body)
}

/// A ward's page.
pub(super) fn page(shelf: &Shelf) -> Page {
    let (own, of_districts): (Vec<&Plan>, Vec<&Plan>) =
        shelf.book.shelf().into_iter().partition(|plan| plan.district.is_none());
    let year = shelf.today.fiscal_year();
    let (now, other): (Vec<&Plan>, Vec<&Plan>) = own.into_iter().partition(|plan| plan.in_force(year));
    let none = now.is_empty() && other.is_empty() && of_districts.is_empty();
    let body = html! {
        h1 { (shelf.name()) "の地域福祉保健計画" }
        div.stack #plans {
            @if none { p.card { "計画は、まだここに出ていません。" } }
            (list(shelf, "いまの計画", &now))
            (list(shelf, if now.is_empty() { "計画" } else { "そのほかの期の計画" }, &other))
            (list(shelf, "地区別計画", &of_districts))
        }
        section.stack {
            h2 { "立ち寄れる場所" }
            p { a.press.calm href=(address::places(&shelf.org.slug)) { "居場所・サロンなどを地区ごとに見る" } }
        }
        section.stack #contact {
            h2 { "お問い合わせ先" }
            (contacts(shelf))
        }
    };
    Page {
        title: "地域福祉保健計画".to_owned(),
        about: format!(
            "{}の地域福祉保健計画の取組と、居場所・サロンなど立ち寄れる場所が読めます。",
            shelf.name()
        ),
        path: address::ward(&shelf.org.slug),
        indexed: shelf.book.notice.is_none(),
        shared: true,
        app: None,
        contact: None,
        source: None,
        body,
    }
}

fn list(shelf: &Shelf, heading: &str, plans: &[&Plan]) -> Markup {
    html! {
        @if !plans.is_empty() {
            section.stack {
                h2 { (heading) }
                ul.stack { @for plan in plans { li.card { (card(shelf, plan)) } } }
            }
        }
    }
}

fn card(shelf: &Shelf, plan: &Plan) -> Markup {
    let measures = shelf.book.measures.values().filter(|measure| measure.plan == Some(plan.id)).count();
    html! {
        p.tags { (standing(shelf, plan)) }
        h3 { a href=(address::in_plan(&shelf.org.slug, plan.id.record())) { (shelf.plan_name(plan.id)) } }
        @if let Some(section) = &plan.section { p { (section) } }
        p { (parts::period(plan.period)) "　取組 " (measures) }
    }
}

/// いま, 前, 次, 案.
pub(super) fn standing(shelf: &Shelf, plan: &Plan) -> Markup {
    let year = shelf.today.fiscal_year();
    let words = match (plan.period.covers(year), plan.period.first) {
        (Some(true), _) => "いまの計画",
        (Some(false), Some(first)) if first > year => "次の計画",
        (Some(false), _) => "前の計画",
        (None, Some(_)) => "終わりの年度は不明",
        (None, None) => "計画期間：不明",
    };
    html! {
        @if plan.status == Some(Status::Draft) {
            span.tag.wait { "案　決定までに変わることがあります" }
        } @else if plan.in_force(year) {
            span.tag.key { (words) }
        } @else {
            span.tag { (words) }
        }
    }
}

fn contacts(shelf: &Shelf) -> Markup {
    let plazas: Vec<_> = shelf.plazas().collect();
    html! {
        @if plazas.is_empty() { p { "地域ケアプラザの一覧は、まだありません。区役所へおたずねください。" } }
        ul.stack {
            @for plaza in plazas {
                @let districts = shelf.districts().into_iter().filter(|district| {
                    shelf.plaza(district.id).is_some_and(|office| office.id == plaza.id)
                });
                @let names: Vec<String> = districts.map(|district| district.label()).collect();
                li.card {
                    (parts::office(plaza))
                    @if !names.is_empty() { p.small { "受けもち：" (names.join("・")) } }
                }
            }
        }
    }
}
