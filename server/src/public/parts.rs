//! Pieces that several public pages show: what is told, who does it, year cells, ties, telephones; no page of its own.

use maud::{Markup, html};
use tsunagari_core::book::sheet::{CellOf, Cells, Hands, named};
use tsunagari_core::book::ties::Tie;
use tsunagari_core::book::told::{Line, Told};
use tsunagari_core::calendar::{Day, FiscalYear};
use tsunagari_core::id::{MeasureId, NodeId, PlanId, RecordId};
use tsunagari_core::office::Office;
use tsunagari_core::plan::Period;
use tsunagari_core::plan::block::BlockKind;
use tsunagari_core::plan::measure::Scale;
use tsunagari_core::plan::relation::RelationKind;

use super::address;
use super::shelf::Shelf;

/// A plan's years in both eras.
pub(super) fn period(period: Period) -> String {
    match (period.first.map(FiscalYear::text), period.last.map(FiscalYear::text)) {
        (None, None) => "計画期間：不明".to_owned(),
        (Some(first), None) => format!("{first}から（終わりは不明）"),
        (None, Some(last)) => format!("{last}まで（始まりは不明）"),
        (Some(first), Some(last)) => format!("{first}から{last}まで"),
    }
}

/// A day in both eras.
pub(super) fn day(day: Day) -> String {
    format!("{}（{}年）", day.era_text(), day.year())
}

/// What is told under a row, by heading.
pub(super) fn told(told: &[Told]) -> Markup {
    html! {
        @for under in told {
            div.stack.tight {
                @if let Some(heading) = &under.heading { p { strong { (heading) } } }
                ul.bullets { @for line in &under.lines { li { (told_line(line)) } } }
            }
        }
    }
}

fn told_line(line: &Line) -> Markup {
    let kind = match line.kind {
        BlockKind::Figure => Some("図"),
        BlockKind::Photo => Some("写真"),
        BlockKind::Glossary => Some("ことば"),
        _ => None,
    };
    let words = [line.mark.as_deref(), Some(line.text.as_str()), line.number.as_deref()];
    html! {
        @if let Some(kind) = kind { span.tag { (kind) } " " }
        @if line.summary { span.tag { "要約" } " " }
        (words.into_iter().flatten().collect::<Vec<_>>().join(" "))
        @if let Some(source) = &line.source { small { "（出典：" (source) "）" } }
    }
}

/// 実施主体 in a line; nobody is said to be unknown.
pub(super) fn hands(hands: &Hands) -> Markup {
    let one = |(name, role): &(String, Option<String>)| match role {
        Some(role) => format!("{name}（{role}）"),
        None => name.clone(),
    };
    let known: Vec<String> = hands.known.iter().map(one).collect();
    html! { @if known.is_empty() { "不明" } @else { (known.join("・")) } }
}

/// A target as it is printed, which mostly says itself that it is one.
pub(super) fn target(printed: &str) -> Markup {
    let named = if printed.contains("目標") { "" } else { "目標：" };
    html! { p { span.tag.key { (named) (printed) } } }
}

/// 規模, which is no goal.
pub(super) fn scales(scales: &[Scale]) -> Markup {
    html! {
        @for scale in scales {
            p { "規模：" (scale.name) " " (scale.number) (scale.unit) }
        }
    }
}

/// The head of a year's column in both eras; where the print tells the year of another one, as printed.
pub(super) fn year_head(cell: &CellOf) -> String {
    let printed = cell.column.as_ref().filter(|column| column.contains(&cell.year.year().to_string()));
    printed.map_or_else(|| cell.year.text(), |column| format!("{}（{column}）", cell.year.era_text()))
}

/// The same on two lines.
pub(super) fn year_lines(head: &str) -> Markup {
    match head.split_once('（') {
        Some((era, rest)) => html! { (era) br; "（" (rest) },
        None => html! { (head) },
    }
}

/// A cell's lines.
pub(super) fn cell(lines: &[String]) -> Markup {
    html! { @for (n, line) in lines.iter().enumerate() { @if n > 0 { br; } (line) } }
}

/// The year cells of one measure as a grid that falls into lines on a phone.
pub(super) fn cells(cells: &Cells, now: FiscalYear) -> Markup {
    let heading = cells.heading.as_deref().unwrap_or("推進のスケジュール（年度）");
    html! {
        section.stack {
            h2 { (heading) }
            @if !cells.years.is_empty() {
                table.rows {
                    thead { tr { @for one in &cells.years { th scope="col" { (year_lines(&year_head(one))) } } } }
                    tbody {
                        tr {
                            @for one in &cells.years {
                                @let long = one.lines.iter().any(|line| line.chars().count() > 4);
                                td.cell.long[long].now[one.year == now] data-head=(year_head(one)) {
                                    div { @if one.lines.is_empty() { "空欄" } @else { (cell(&one.lines)) } }
                                }
                            }
                        }
                    }
                }
            }
            @if !cells.undated.is_empty() {
                p { (cells.undated.join("　").replace('\n', " ")) "　年度の記載なし" }
            }
        }
    }
}

/// How a row stands to others, each with its page.
pub(super) fn ties(shelf: &Shelf, ties: &[Tie]) -> Markup {
    html! { ul.stack.tight { @for one in ties { li { (tie(shelf, one)) } } } }
}

/// Whether a tie tells of the plan before or after.
pub(super) fn of_lineage(kind: RelationKind) -> bool {
    kind.lineage() || kind == RelationKind::Ends
}

fn tie(shelf: &Shelf, tie: &Tie) -> Markup {
    let told = match (tie.kind, tie.from_other) {
        (RelationKind::Ends, _) => Some("次の計画には続きません"),
        (kind, true) if kind.lineage() => Some("次の計画で続きます"),
        (kind, false) if kind.lineage() => Some("前の計画から続いています"),
        _ => None,
    };
    let missing = tie.title.is_none() && tie.kind != RelationKind::Ends;
    html! {
        span.tag { (tie.kind.printed()) } " "
        @if let Some(to) = tie.to {
            a.tap href=(address::in_plan(&shelf.org.slug, to)) { (tie.title.as_deref().unwrap_or("題名は不明")) }
        } @else if let Some(title) = &tie.title {
            (title)
        } @else if missing {
            "相手の取組は、ここにはありません"
        }
        @if let Some(plan) = &tie.plan { small { "（" (plan) "の計画）" } }
        @if let Some(told) = told { small { "　" (told) } }
        @if let Some(reason) = &tie.reason { small { "　" (reason) } }
    }
}

/// A row by name, with its page.
pub(super) fn row_link(shelf: &Shelf, id: RecordId) -> Option<Markup> {
    let book = &shelf.book;
    let measure = book.measures.get(&MeasureId::of(id));
    let plan = measure.and_then(|measure| measure.plan);
    let plan = plan.or_else(|| book.nodes.get(&NodeId::of(id)).and_then(|node| node.plan));
    let plan = plan.filter(|plan| book.plans.contains_key(plan)).or_else(|| {
        let own = PlanId::of(id);
        book.plans.contains_key(&own).then_some(own)
    })?;
    let title = measure.and_then(named).or_else(|| book.called(id)?.title);
    let title = title.unwrap_or_else(|| "題名は不明".to_owned());
    Some(html! {
        a.tap href=(address::in_plan(&shelf.org.slug, id)) { (title) }
        small { "（" (shelf.plan_name(plan)) "）" }
    })
}

/// An office with its telephone.
pub(super) fn office(office: &Office) -> Markup {
    html! {
        p { strong { (office.name) } }
        @if let Some(phone) = &office.phone { p { "電話　" (telephone(phone)) } }
        @if let Some(address) = &office.address { p { (address) } }
    }
}

/// A number that can be pressed, where it is one; a made-up one never is.
pub(super) fn telephone(phone: &str) -> Markup {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let plain = phone.chars().all(|letter| letter.is_ascii_digit() || "-+() ".contains(letter));
    let real = plain && digits.len() >= 9 && !digits.starts_with("000");
    html! { @if real { a.tap href=(format!("tel:{digits}")) { (phone) } } @else { (phone) } }
}
