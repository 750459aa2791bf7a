//! The measures under one heading of a plan: as a table with years or items, which falls into lines on a phone, or as a list.

use maud::{Markup, html};
use tsunagari_core::book::outline::{Column, Leaf};
use tsunagari_core::book::sheet::{Cells, cells, hands};
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::plan::year_item::YearItem;
use tsunagari_core::sorted::SortedMap;

use super::tree::Rows;
use super::{address, parts};

/// What the plan calls its columns.
struct Words<'a> {
    bodies: &'a str,
    items: &'a str,
    schedule: &'a str,
}

/// Draws the measures of the column that are on this page and goes on past all of them.
pub(super) fn column(rows: &Rows<'_>, column: &Column, at: &mut usize) -> Markup {
    let mut leaves: Vec<(&Leaf, &[&YearItem])> = Vec::new();
    for leaf in &column.measures {
        let items = rows.items(leaf.id);
        if rows.shows(*at, 1 + items.len()) {
            leaves.push((leaf, items));
        }
        *at += 1 + items.len();
    }
    if leaves.is_empty() {
        return html! {};
    }
    let words = words(rows, leaves.first().map(|(leaf, _)| *leaf));
    let with_items = leaves.iter().any(|(_, items)| !items.is_empty());
    let years: Vec<(&Leaf, Option<Cells>)> =
        leaves.iter().map(|(leaf, _)| (*leaf, cells_of(rows, leaf))).collect();
    html! {
        div.stack.tight {
            @if let Some(heading) = &column.heading { p { strong { (heading) } } }
            @if column.expected {
                p.small { "地域のみなさんに期待される取組の例です。遅れや点数にはしません。" }
            }
            @if with_items {
                (of_items(rows, &leaves, &words))
            } @else if years.iter().any(|(_, cells)| cells.is_some()) {
                (of_years(rows, &years, &words))
            } @else {
                ul { @for (leaf, _) in &leaves { li.leaf { (line(rows, leaf, &words)) } } }
            }
        }
    }
}

fn words<'a>(rows: &Rows<'a>, leaf: Option<&Leaf>) -> Words<'a> {
    let book = &rows.shelf.book;
    let node = leaf.and_then(|leaf| book.measures.get(&leaf.id)).and_then(|measure| measure.node);
    let layout = node.and_then(|node| book.layout_key(node)).and_then(|key| rows.plan.layouts.get(key));
    let word = |word: Option<&'a String>, other: &'a str| word.map_or(other, String::as_str);
    Words {
        bodies: word(layout.and_then(|layout| layout.body_heading.as_ref()), "実施主体"),
        items: word(layout.and_then(|layout| layout.item_heading.as_ref()), "実施計画"),
        schedule: word(
            layout.and_then(|layout| layout.schedule_heading.as_ref()),
            "推進のスケジュール（年度）",
        ),
    }
}

fn cells_of(rows: &Rows<'_>, leaf: &Leaf) -> Option<Cells> {
    cells(Some(rows.plan), &rows.shelf.book.measures.get(&leaf.id)?.schedule, None)
}

fn link(rows: &Rows<'_>, leaf: &Leaf) -> Markup {
    html! {
        a href=(address::in_plan(&rows.shelf.org.slug, leaf.id.record())) {
            (leaf.title.as_deref().unwrap_or("題名は不明"))
        }
        @for printed in &leaf.targets { (parts::target(printed)) }
    }
}

fn line(rows: &Rows<'_>, leaf: &Leaf, words: &Words<'_>) -> Markup {
    html! {
        (link(rows, leaf))
        @if !leaf.bodies.is_empty() { p.small { (words.bodies) "：" (leaf.bodies.join("・")) } }
    }
}

fn of_years(rows: &Rows<'_>, leaves: &[(&Leaf, Option<Cells>)], words: &Words<'_>) -> Markup {
    let mut heads: SortedMap<FiscalYear, String> = SortedMap::new();
    for cell in leaves.iter().filter_map(|(_, cells)| cells.as_ref()).flat_map(|cells| &cells.years) {
        heads.insert(cell.year, parts::year_head(cell));
    }
    let lost = leaves.iter().filter_map(|(_, cells)| cells.as_ref()).any(|cells| !cells.undated.is_empty());
    let now = rows.shelf.today.fiscal_year();
    html! {
        table.rows {
            caption { (words.schedule) }
            thead {
                tr {
                    th scope="col" { "取組" }
                    th scope="col" { (words.bodies) }
                    @for head in heads.values() { th scope="col" { (parts::year_lines(head)) } }
                    @if lost { th scope="col" { "年度の記載なし" } }
                }
            }
            tbody {
                @for (leaf, cells) in leaves {
                    tr {
                        th scope="row" { (link(rows, leaf)) }
                        td.who data-head=(words.bodies) {
                            div { @if leaf.bodies.is_empty() { "不明" } @else { (leaf.bodies.join("・")) } }
                        }
                        @for (year, head) in &heads { (of_year(cells.as_ref(), *year, head, *year == now)) }
                        @if lost { (undated(cells.as_ref())) }
                    }
                }
            }
        }
    }
}

fn of_year(cells: Option<&Cells>, year: FiscalYear, head: &str, now: bool) -> Markup {
    let cell = cells.and_then(|cells| cells.years.iter().find(|cell| cell.year == year));
    let lines = cell.map_or(&[][..], |cell| cell.lines.as_slice());
    let long = lines.iter().any(|line| line.chars().count() > 4);
    html! {
        td.cell.long[long].now[now].none[lines.is_empty()] data-head=(head) { div { (parts::cell(lines)) } }
    }
}

fn undated(cells: Option<&Cells>) -> Markup {
    let lines = cells.map_or(&[][..], |cells| cells.undated.as_slice());
    let text = lines.join("　").replace('\n', " ");
    html! { td.cell.none[lines.is_empty()] data-head="年度の記載なし" { div { (text) } } }
}

fn of_items(rows: &Rows<'_>, leaves: &[(&Leaf, &[&YearItem])], words: &Words<'_>) -> Markup {
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { "取組" }
                    th scope="col" { (words.items) }
                    th scope="col" { (words.bodies) }
                }
            }
            @for (leaf, items) in leaves {
                tbody {
                    @if items.is_empty() {
                        tr {
                            th scope="row" { (link(rows, leaf)) }
                            td.none data-head=(words.items) { div {} }
                            td.who data-head=(words.bodies) { div { (leaf.bodies.join("・")) } }
                        }
                    }
                    @for (n, item) in items.iter().enumerate() {
                        tr {
                            @if n == 0 { th scope="rowgroup" rowspan=(items.len()) { (link(rows, leaf)) } }
                            (of_item(rows, item, words))
                        }
                    }
                }
            }
        }
    }
}

fn of_item(rows: &Rows<'_>, item: &YearItem, words: &Words<'_>) -> Markup {
    let title = item.title.as_ref().map(ToString::to_string).or_else(|| item.detail.clone());
    html! {
        td data-head=(words.items) { div { (title.unwrap_or_else(|| "題名は不明".to_owned())) } }
        td.who data-head=(words.bodies) { div { (parts::hands(&hands(&rows.shelf.book, &item.owners))) } }
    }
}
