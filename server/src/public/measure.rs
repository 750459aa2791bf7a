//! A measure's page: all that the plan says of it, what it came from and became, and who to ask.

use maud::{Markup, html};
use tsunagari_core::book::sheet::{Item, Sheet, sheet};
use tsunagari_core::book::ties::Tie;
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::id::MeasureId;
use tsunagari_core::plan::measure::Measure;
use tsunagari_core::plan::node::Node;
use tsunagari_core::plan::result::{Word, YearResult};
use tsunagari_core::plan::{Period, Plan};

use super::frame::Page;
use super::shelf::Shelf;
use super::{address, parts, tree, ward};

/// The page; none where the ward has no such measure in a plan that is there.
pub(super) fn page(shelf: &Shelf, id: MeasureId) -> Option<Page> {
    let measure = shelf.book.measures.get(&id)?;
    let plan = shelf.book.plans.get(&measure.plan?)?;
    let sheet = sheet(&shelf.book, id)?;
    let title = sheet.title.clone().unwrap_or_else(|| "題名は不明".to_owned());
    let body = html! {
        (path(shelf, plan, measure))
        div.stack.tight {
            p.tags { (ward::standing(shelf, plan)) }
            h1 { (title) }
            @if let Some(heading) = &sheet.heading { p { (heading) } }
            @if sheet.expected {
                p { "地域のみなさんに期待される取組の例です。遅れや点数にはしません。" }
            }
            @if let Some(detail) = &sheet.detail { p { (detail) } }
        }
        (facts(plan, measure, &sheet))
        (parts::told(&sheet.told))
        (targets(&sheet))
        @if let Some(cells) = &sheet.cells { (parts::cells(cells, shelf.today.fiscal_year())) }
        (parts::scales(&sheet.scales))
        @for (year, items) in &sheet.years { (items_of(shelf, &sheet, *year, items)) }
        (results(shelf, id))
        (ties(shelf, &sheet))
    };
    Some(Page {
        about: about(shelf, plan, &sheet, &title),
        title,
        path: address::in_plan(&shelf.org.slug, id.record()),
        indexed: shelf.indexed(plan),
        shared: true,
        app: Some(id.record()),
        contact: plan.district.and_then(|district| shelf.plaza(district)).map(parts::office),
        source: Some(tree::source(shelf, plan)),
        body,
    })
}

fn about(shelf: &Shelf, plan: &Plan, sheet: &Sheet, title: &str) -> String {
    let who: Vec<&str> = sheet.hands.known.iter().map(|(name, _)| name.as_str()).collect();
    let who = if who.is_empty() { String::new() } else { format!("{}。", who.join("・")) };
    format!("「{title}」。{who}{} {}の取組。", shelf.name(), shelf.plan_name(plan.id))
}

/// The way from the plan down to the measure, each heading with its place on the plan's page; for search engines too, as
/// attributes of what people read and nothing beside it.
fn path(shelf: &Shelf, plan: &Plan, measure: &Measure) -> Markup {
    let above = measure.node.map(|node| shelf.book.above(node)).unwrap_or_default();
    let slug = &shelf.org.slug;
    let heading = |node: &Node| {
        let title = node.title.as_ref().map(ToString::to_string);
        let words = [node.mark.clone(), node.number.clone(), title];
        let words = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
        (address::in_plan(slug, node.id.record()), words)
    };
    let first = [
        (address::ward(slug), "計画の一覧".to_owned()),
        (address::in_plan(slug, plan.id.record()), shelf.plan_name(plan.id)),
    ];
    let steps = first.into_iter().chain(above.into_iter().rev().map(heading));
    html! {
        nav aria-label="いまいる所" {
            ul.path itemscope itemtype="https://schema.org/BreadcrumbList" {
                @for (nth, (to, words)) in (1_u32..).zip(steps) {
                    li itemprop="itemListElement" itemscope itemtype="https://schema.org/ListItem" {
                        a href=(to) itemprop="item" { span itemprop="name" { (words) } }
                        meta itemprop="position" content=(nth);
                    }
                }
            }
        }
    }
}

fn facts(plan: &Plan, measure: &Measure, sheet: &Sheet) -> Markup {
    html! {
        dl.facts.card {
            @if !sheet.hands_below() {
                div {
                    dt { (sheet.body_heading.as_deref().unwrap_or("実施主体")) }
                    dd { (parts::hands(&sheet.hands)) }
                }
            }
            @if let Some(class) = &sheet.role_class { div { dt { "役割区分" } dd { (class) } } }
            @if let Some(group) = &sheet.working_group { div { dt { "担当" } dd { (group) } } }
            div { dt { "計画期間" } dd { (parts::period(plan.period)) } }
            @if measure.force != Period::default() {
                div { dt { "この取組の年度" } dd { (years(measure.force)) } }
            }
        }
    }
}

/// The years of a measure that began later or ends sooner than its plan.
fn years(force: Period) -> String {
    let since = force.first.map(|year| format!("{}から", year.text()));
    let until = force.last.map(|year| format!("{}まで", year.text()));
    [since, until].into_iter().flatten().collect()
}

fn targets(sheet: &Sheet) -> Markup {
    let printed: Vec<&String> = sheet.targets.iter().filter_map(|target| target.printed.as_ref()).collect();
    html! {
        @if !printed.is_empty() {
            section.stack.tight {
                h2 { "目標" }
                ul.bullets { @for target in printed { li { (target) } } }
            }
        }
    }
}

fn items_of(shelf: &Shelf, sheet: &Sheet, year: Option<FiscalYear>, items: &[Item]) -> Markup {
    let year = year.map_or_else(|| "年度の記載なし".to_owned(), FiscalYear::text);
    let bodies = sheet.body_heading.as_deref().unwrap_or("実施主体");
    html! {
        section.stack {
            h2 { (sheet.item_heading.as_deref().unwrap_or("実施計画")) small { "　" (year) } }
            ul {
                @for item in items {
                    li.leaf id=(address::item_anchor(item.id)) {
                        p { (item.title.as_deref().unwrap_or("題名は不明")) }
                        @if let Some(detail) = &item.detail { p { (detail) } }
                        p.small { (bodies) "：" (parts::hands(&item.hands)) }
                        @for told in &item.figures {
                            p { "実績数　" (told.title.as_deref().unwrap_or_default()) " " (told.said()) }
                        }
                        (parts::scales(&item.scales))
                        @for printed in &item.targets { (parts::target(printed)) }
                        (parts::told(&item.told))
                        (parts::ties(shelf, &item.ties))
                    }
                }
            }
        }
    }
}

/// What was settled, year by year. Districts that did not take part are named to staff, not here.
fn results(shelf: &Shelf, id: MeasureId) -> Markup {
    let all = shelf.results.get(&id).map(Vec::as_slice).unwrap_or_default();
    html! {
        @if !all.is_empty() {
            section.stack {
                h2 { "実施した取組結果" }
                ul {
                    @for result in all {
                        li.leaf {
                            p.small {
                                (result.year.map(FiscalYear::text).unwrap_or_default())
                                @if let Some(body) = result.copy.as_ref().and_then(|copy| copy.body.as_ref()) { "　" (body) }
                            }
                            @if let Some(title) = result.copy.as_ref().and_then(|copy| copy.title.as_ref()) { p.small { (title.as_str()) } }
                            @for line in told(result).lines() { p { (line) } }
                        }
                    }
                }
            }
        }
    }
}

fn told(result: &YearResult) -> String {
    let text = result.word.as_ref().map(Word::printed).unwrap_or_default();
    let shown = |line: &str| line.split_once("。未実施：").map_or(line, |(told, _)| told).to_owned();
    text.lines().map(shown).collect::<Vec<_>>().join("\n")
}

fn ties(shelf: &Shelf, sheet: &Sheet) -> Markup {
    let (lineage, others): (Vec<Tie>, Vec<Tie>) =
        sheet.ties.iter().cloned().partition(|tie| parts::of_lineage(tie.kind));
    html! {
        @if !others.is_empty() {
            section.stack.tight {
                h2 { (sheet.relation_heading.as_deref().unwrap_or("関わりのある取組")) }
                (parts::ties(shelf, &others))
            }
        }
        @if !lineage.is_empty() {
            section.stack.tight {
                h2 { "前の計画から、次の計画へ" }
                (parts::ties(shelf, &lineage))
            }
        }
    }
}
