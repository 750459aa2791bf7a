//! Search over a plan: headings, measures, items, bodies; folded once, so that every key press is a plain scan.

use tsunagari_core::id::{MeasureId, NodeId, PlanId};
use tsunagari_core::plan::block::Block;
use tsunagari_core::sorted::{SortedMap, sort_by_key};
use tsunagari_core::text::{Needle, fold};

use super::book::{Book, text};
use super::sheet::{call, named};

/// Results that a page lists; the rest is told as a number.
pub const HITS_MAX: usize = 50;

/// What a plan can be searched for, folded.
#[derive(Debug, Clone, Default)]
pub struct Index {
    rows: Vec<Row>,
}

#[derive(Debug, Clone)]
struct Row {
    hit: Hit,
    folded: String,
}

/// A place where the query was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub what: Found,
    /// Its title; none where unknown.
    pub title: Option<String>,
    /// Where it stands: the nearest heading, or the measure of an item.
    pub under: Option<String>,
    /// 実施主体.
    pub bodies: Vec<String>,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// A heading of the tree.
    Node(NodeId),
    /// 取組.
    Measure(MeasureId),
    /// An item, on its measure's page.
    Item(MeasureId),
}

/// What a query found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hits {
    /// The first [`HITS_MAX`], in the plan's order.
    pub first: Vec<Hit>,
    /// How many there are in all.
    pub all: usize,
}

impl Index {
    /// Folds the texts of a plan.
    pub fn of(book: &Book, plan: PlanId) -> Self {
        let mut rows = Vec::new();
        for node in book.nodes.values().filter(|node| node.plan == Some(plan)) {
            let told = told(&node.blocks);
            let title = call(node.number.as_deref(), node.mark.as_deref(), text(node.title.as_ref()));
            let under = node.parent.and_then(|parent| under(book, parent));
            let tag = [&node.tag, &node.subtitle, &node.working_group]
                .map(|text| text.as_deref().unwrap_or_default());
            let words = format!("{title} {}{told}", tag.join(" "));
            let hit = Hit { what: Found::Node(node.id), title: Some(title), under, bodies: vec![] };
            rows.push(((node.order, 0, 0), Row::new(hit, &words)));
        }
        for measure in book.measures.values().filter(|measure| measure.plan == Some(plan)) {
            let bodies = bodies(book, &measure.owners.bodies);
            let title = named(measure);
            let facts = [title.as_deref(), measure.detail.as_deref(), measure.role_class.as_deref()];
            let words = words(&facts, &bodies) + &told(&measure.blocks);
            let what = Found::Measure(measure.id);
            let hit = Hit { what, title, under: measure.node.and_then(|node| under(book, node)), bodies };
            rows.push(((u64::MAX, measure.order, 0), Row::new(hit, &words)));
        }
        for item in book.items.values().filter(|item| item.plan == Some(plan)) {
            let Some(measure) = item.measure else { continue };
            let bodies = bodies(book, &item.owners.bodies);
            let title = text(item.title.as_ref());
            let words = words(&[title.as_deref(), item.detail.as_deref()], &bodies);
            let of = book.measures.get(&measure);
            let under = of.and_then(|measure| text(measure.title.as_ref()));
            let hit = Hit { what: Found::Item(measure), title, under, bodies };
            rows.push((
                (u64::MAX, of.map_or(u64::MAX, |of| of.order), item.order.max(1)),
                Row::new(hit, &words),
            ));
        }
        sort_by_key(&mut rows, |(place, _)| *place);
        Self { rows: rows.into_iter().map(|(_, row)| row).collect() }
    }

    /// What has every word of the query. An empty query finds nothing.
    pub fn find(&self, query: &str) -> Hits {
        let needle = Needle::new(query);
        if needle.is_empty() {
            return Hits::default();
        }
        let mut hits = Hits::default();
        for row in self.rows.iter().filter(|row| needle.finds_folded(&row.folded)) {
            hits.all += 1;
            if hits.first.len() < HITS_MAX {
                hits.first.push(row.hit.clone());
            }
        }
        hits
    }
}

impl Row {
    fn new(hit: Hit, words: &str) -> Self {
        Self { hit, folded: fold(words) }
    }
}

fn under(book: &Book, node: NodeId) -> Option<String> {
    let node = book.nodes.get(&node)?;
    Some(call(node.number.as_deref(), node.mark.as_deref(), text(node.title.as_ref())))
}

fn bodies(book: &Book, bodies: &[tsunagari_core::id::BodyId]) -> Vec<String> {
    bodies.iter().filter_map(|body| book.bodies.get(body).cloned()).collect()
}

fn told(blocks: &SortedMap<String, Block>) -> String {
    blocks.values().flat_map(|block| [" ", block.text.as_str()]).collect()
}

fn words(texts: &[Option<&str>], bodies: &[String]) -> String {
    let texts = texts.iter().copied().flatten();
    texts.chain(bodies.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
}
