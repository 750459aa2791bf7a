//! A plan's page: its tree in its own words; a long plan falls into parts of so many rows. What hangs where is core's.

use std::sync::Arc;

use maud::{Markup, html};
use tsunagari_core::book::outline::{Branch, Column, loose, outline};
use tsunagari_core::book::told::told;
use tsunagari_core::district::District;
use tsunagari_core::id::{MeasureId, NodeId, PlanId};
use tsunagari_core::plan::Plan;
use tsunagari_core::plan::year_item::YearItem;
use tsunagari_core::sorted::{SortedMap, sort_by_key};

use super::frame::Page;
use super::shelf::Shelf;
use super::{address, parts, table, ward};

/// Headings, measures and items on one page.
const PART_ROWS: usize = 600;

/// The rows of a plan as they are drawn, one after the other, and those of the part that is asked for.
pub(super) struct Rows<'a> {
    pub(super) shelf: &'a Shelf,
    pub(super) plan: &'a Plan,
    items: SortedMap<MeasureId, Vec<&'a YearItem>>,
    tree: Vec<Arc<Branch>>,
    loose: Column,
    from: usize,
    to: usize,
}

impl<'a> Rows<'a> {
    fn new(shelf: &'a Shelf, plan: &'a Plan, part: usize) -> Self {
        let mut items: SortedMap<MeasureId, Vec<&YearItem>> = SortedMap::new();
        for item in shelf.book.items.values().filter(|item| item.plan == Some(plan.id)) {
            if let Some(measure) = item.measure {
                items.of(measure).push(item);
            }
        }
        items.values_mut().for_each(|list| sort_by_key(list, |item| (item.order, item.id)));
        let loose = Column { heading: None, expected: false, measures: loose(&shelf.book, plan.id) };
        let from = part.saturating_sub(1).saturating_mul(PART_ROWS);
        let tree = outline(&shelf.book, plan.id);
        Self { shelf, plan, items, tree, loose, from, to: from.saturating_add(PART_ROWS) }
    }

    /// The items of a measure, in print order.
    pub(super) fn items(&self, measure: MeasureId) -> &[&'a YearItem] {
        self.items.get(&measure).map_or(&[], Vec::as_slice)
    }

    fn of_column(&self, column: &Column) -> usize {
        column.measures.iter().map(|leaf| 1 + self.items(leaf.id).len()).sum()
    }

    fn of_branch(&self, branch: &Branch) -> usize {
        let columns: usize = branch.columns.iter().map(|column| self.of_column(column)).sum();
        1 + columns + branch.branches.iter().map(|under| self.of_branch(under)).sum::<usize>()
    }

    fn all(&self) -> usize {
        self.tree.iter().map(|branch| self.of_branch(branch)).sum::<usize>() + self.of_column(&self.loose)
    }

    /// Whether rows from `start`, so many, are on this page in part.
    pub(super) const fn shows(&self, start: usize, rows: usize) -> bool {
        start < self.to && start.saturating_add(rows) > self.from
    }

    /// The number of the row of a heading.
    fn find(&self, node: NodeId) -> Option<usize> {
        let mut at = 0;
        self.tree.iter().find_map(|branch| self.find_in(branch, node, &mut at))
    }

    fn find_in(&self, branch: &Branch, node: NodeId, at: &mut usize) -> Option<usize> {
        if branch.id == node {
            return Some(*at);
        }
        *at += 1 + branch.columns.iter().map(|column| self.of_column(column)).sum::<usize>();
        branch.branches.iter().find_map(|under| self.find_in(under, node, at))
    }
}

const fn parts_of(rows: usize) -> usize {
    if rows == 0 { 1 } else { rows.div_ceil(PART_ROWS) }
}

/// The part of a plan's page on which a heading stands.
pub(super) fn part_of(shelf: &Shelf, plan: PlanId, node: NodeId) -> usize {
    let plan = shelf.book.plans.get(&plan);
    plan.and_then(|plan| Rows::new(shelf, plan, 1).find(node)).map_or(1, |row| row / PART_ROWS + 1)
}

/// A part of a plan's page.
pub(super) fn page(shelf: &Shelf, id: PlanId, part: usize) -> Option<Page> {
    let plan = shelf.book.plans.get(&id)?;
    let rows = Rows::new(shelf, plan, part);
    let last = parts_of(rows.all());
    if part > last {
        return None;
    }
    let name = shelf.plan_name(id);
    let slug = &shelf.org.slug;
    let body = html! {
        nav aria-label="いまいる所" { ul.path { li { a href=(address::ward(slug)) { "計画の一覧" } } } }
        (head(shelf, plan, &name))
        (contents(&rows, part))
        (drawn(&rows))
        @if last > 1 { (turning(slug, id, part, last)) }
    };
    let about = plan.district.and_then(|district| shelf.book.districts.get(&district)).map(District::label);
    Some(Page {
        title: if part > 1 { format!("{name}（{part}ページ目）") } else { name.clone() },
        about: format!(
            "{}の{}「{name}」の目標と取組。{}",
            about.as_deref().unwrap_or(shelf.name()),
            if plan.district.is_some() { "地区別計画" } else { "計画" },
            parts::period(plan.period)
        ),
        path: address::in_part(slug, id.record(), part),
        indexed: shelf.indexed(plan),
        shared: true,
        app: Some(id.record()),
        contact: plan.district.and_then(|id| shelf.plaza(id)).map(parts::office),
        source: Some(source(shelf, plan)),
        body,
    })
}

/// The plan as a document: 第3期 計画 第２節.
pub(super) fn source(shelf: &Shelf, plan: &Plan) -> String {
    let ward = shelf.name();
    let name = shelf.plan_name(plan.id);
    let more = [plan.edition.as_deref(), plan.section.as_deref()].into_iter().flatten();
    let mut text = format!("{ward} {name}");
    more.for_each(|part| {
        text.push('　');
        text.push_str(part);
    });
    text.push_str("。題名は短くまとめてあり、「要約」は原文ではありません");
    text
}

fn head(shelf: &Shelf, plan: &Plan, name: &str) -> Markup {
    let slug = &shelf.org.slug;
    let district_plans: Vec<&Plan> =
        shelf.book.plans.values().filter(|other| other.ward_plan == Some(plan.id)).collect();
    html! {
        div.stack.tight {
            p.tags { (ward::standing(shelf, plan)) }
            h1 { (name) }
            @for line in [&plan.section, &plan.edition].into_iter().flatten() { p { (line) } }
            p { (parts::period(plan.period)) }
            @if let Some(before) = plan.previous.filter(|id| shelf.book.plans.contains_key(id)) {
                p {
                    "前の計画：" a href=(address::in_plan(slug, before.record())) { (shelf.plan_name(before)) }
                    @if let Some(reason) = &plan.previous_reason { "（" (reason) "）" }
                }
            }
            @if let Some(ward) = plan.ward_plan.filter(|id| shelf.book.plans.contains_key(id)) {
                p { "区の計画：" a href=(address::in_plan(slug, ward.record())) { (shelf.plan_name(ward)) } }
            }
            @if !district_plans.is_empty() {
                p { "地区別計画：" }
                ul.tags {
                    @for other in district_plans {
                        li { a.tap href=(address::in_plan(slug, other.id.record())) { (shelf.plan_name(other.id)) } }
                    }
                }
            } @else if let Some(number) = plan.district_plans {
                p { "地区別計画：" (number) "地区（ここには載っていません）" }
            }
        }
        (parts::told(&told(&plan.blocks)))
    }
}

/// The top headings, as a list of contents.
fn contents(rows: &Rows<'_>, part: usize) -> Markup {
    let slug = &rows.shelf.org.slug;
    let mut at = 0;
    let top = rows.tree.iter().map(|branch| {
        let start = at;
        at += rows.of_branch(branch);
        let on = start / PART_ROWS + 1;
        let link = if on == part {
            format!("#{}", address::anchor(branch.id))
        } else {
            address::heading(slug, rows.plan.id, on, branch.id)
        };
        (link, printed(branch))
    });
    let top: Vec<_> = top.collect();
    html! {
        @if top.len() > 1 {
            nav.card.no-print aria-label="目次" {
                ul { @for (link, title) in top { li { a.wide href=(link) { (title) } } } }
            }
        }
    }
}

fn drawn(rows: &Rows<'_>) -> Markup {
    let mut at = 0;
    let branches: Vec<Markup> =
        rows.tree.iter().filter_map(|branch| draw(rows, branch, 0, &mut at)).collect();
    html! {
        @for branch in branches { (branch) }
        (table::column(rows, &rows.loose, &mut at))
    }
}

fn draw(rows: &Rows<'_>, branch: &Branch, depth: usize, at: &mut usize) -> Option<Markup> {
    let (start, size) = (*at, rows.of_branch(branch));
    if !rows.shows(start, size) {
        *at += size;
        return None;
    }
    *at += 1;
    let columns: Vec<Markup> = branch.columns.iter().map(|column| table::column(rows, column, at)).collect();
    let under: Vec<Markup> =
        branch.branches.iter().filter_map(|under| draw(rows, under, depth + 1, at)).collect();
    let first = rows.shows(start, 1);
    Some(html! {
        section.branch id=(address::anchor(branch.id)) {
            (heading(branch, depth, first))
            @if first { (under_heading(rows, branch)) }
            @for column in columns { (column) }
            @for branch in under { (branch) }
        }
    })
}

fn heading(branch: &Branch, depth: usize, first: bool) -> Markup {
    let inside = html! {
        @if let Some(level) = &branch.level { span.level { (level) } }
        (printed(branch))
        @if !first { small { "（続き）" } }
    };
    match depth {
        0 => html! { h2 { (inside) } },
        1 => html! { h3 { (inside) } },
        2 => html! { h4 { (inside) } },
        3 => html! { h5 { (inside) } },
        _ => html! { h6 { (inside) } },
    }
}

fn under_heading(rows: &Rows<'_>, branch: &Branch) -> Markup {
    html! {
        @if let Some(subtitle) = &branch.subtitle { p { (subtitle) } }
        @if branch.tag.is_some() || branch.working_group.is_some() {
            p.tags {
                @if let Some(tag) = &branch.tag { span.tag { (tag) } }
                @if let Some(group) = &branch.working_group { span.tag { "担当：" (group) } }
            }
        }
        (parts::told(&branch.told))
        @if !branch.ties.is_empty() { (parts::ties(rows.shelf, &branch.ties)) }
    }
}

fn printed(branch: &Branch) -> String {
    let words = [branch.mark.as_deref(), branch.number.as_deref(), branch.title.as_deref()];
    let text = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
    if branch.title.is_some() { text } else { format!("{text}（題名は不明）") }
}

fn turning(slug: &str, id: PlanId, part: usize, last: usize) -> Markup {
    html! {
        nav.tags.no-print aria-label="ページ" {
            @for other in 1..=last {
                @if other == part {
                    strong.tap aria-current="page" { (other) "ページ目" }
                } @else {
                    a.tap href=(address::in_part(slug, id.record(), other)) { (other) "ページ目" }
                }
            }
        }
    }
}
