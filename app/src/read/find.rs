//! Search over a plan: headings, measures, items, bodies, cells, what is told and what rows were called before. Folded once,
//! step by step, with a sketch of each text's letters before it, so that a key press looks into few texts.

use std::sync::Arc;

use tsunagari_core::id::{ItemId, MeasureId, NodeId, PlanId, RecordId};
use tsunagari_core::plan::Plan;
use tsunagari_core::plan::block::Block;
use tsunagari_core::plan::measure::{Measure, Scale};
use tsunagari_core::plan::node::Node;
use tsunagari_core::plan::relation::Relation;
use tsunagari_core::plan::schedule::Schedule;
use tsunagari_core::plan::year_item::YearItem;
use tsunagari_core::sorted::{SortedMap, sort_by_key};
use tsunagari_core::text::{Needle, fold};

use super::book::{Book, text};
use super::sheet::{call, named};
use super::ways::Way;

/// Results that a page lists; the rest is told as a number.
pub const HITS_MAX: usize = 50;
/// Plans that a row's former names are followed back through.
const FORMER_MAX: usize = 4;
/// Between texts of one row, so that no word is found across two: a letter of nobody's, which folding leaves as it is.
const APART: char = '\u{e000}';

/// What a plan can be searched for, folded.
#[derive(Debug, Clone, Default)]
pub struct Index {
    rows: Vec<Row>,
}

#[derive(Debug, Clone)]
struct Row {
    hit: Hit,
    /// Its number and mark as printed: what is typed so is meant so.
    printed: Vec<String>,
    /// The title's text, then all others.
    folded: String,
    /// Where the title ends in it.
    title: usize,
    sketch: Sketch,
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
    /// What it was called in the plan before.
    pub was: Option<String>,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// What is told of the plan as a whole.
    Plan(PlanId),
    /// A heading of the tree.
    Node(NodeId),
    /// 取組.
    Measure(MeasureId),
    /// An item, on its measure's page.
    Item(ItemId),
    /// A body, with all that it does in the plan.
    Body(PlanId),
}

impl Found {
    /// What the address of its page names.
    pub fn page(self) -> RecordId {
        match self {
            Self::Plan(id) => id.record(),
            Self::Node(id) => id.record(),
            Self::Measure(id) => id.record(),
            Self::Item(id) => id.record(),
            Self::Body(plan) => Way::Bodies.page(plan),
        }
    }
}

/// What a query found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hits {
    /// The first [`HITS_MAX`]: what is numbered or marked so, what has it in its title, the rest; each in the plan's order.
    pub first: Vec<Hit>,
    /// How many there are in all.
    pub all: usize,
}

/// Which letters a text has, coarsely: what it has not, the text has not.
#[derive(Debug, Clone, Copy, Default)]
struct Sketch([u64; 4]);

impl Sketch {
    fn of(text: &str) -> Self {
        let mut sketch = Self::default();
        for letter in text.chars() {
            let bit = (u32::from(letter).wrapping_mul(0x9E37_79B1) >> 24) as usize;
            if let Some(word) = sketch.0.get_mut(bit / 64) {
                *word |= 1 << (bit % 64);
            }
        }
        sketch
    }

    fn within(self, other: Self) -> bool {
        self.0.iter().zip(other.0).all(|(one, other)| one & !other == 0)
    }
}

/// The folded query with the sketch of each of its forms.
struct Sought {
    words: Vec<Vec<(String, Sketch)>>,
}

impl Sought {
    fn new(query: &str) -> Self {
        let needle = Needle::new(query);
        let form = |form: &String| (form.clone(), Sketch::of(form));
        Self { words: needle.words().map(|forms| forms.iter().map(form).collect()).collect() }
    }

    fn is_in(&self, row: &Row) -> bool {
        self.words.iter().all(|forms| {
            let mut forms = forms.iter().filter(|(_, sketch)| sketch.within(row.sketch));
            forms.any(|(form, _)| row.folded.contains(form.as_str()))
        })
    }

    fn is_in_title(&self, row: &Row) -> bool {
        let title = row.folded.get(..row.title).unwrap_or_default();
        self.words.iter().all(|forms| forms.iter().any(|(form, _)| title.contains(form.as_str())))
    }
}

/// An index in the making: many texts are folded step by step, so that no press waits for all of them.
#[derive(Debug, Clone)]
pub struct Laying {
    book: Arc<Book>,
    plan: PlanId,
    /// What is still to be folded, in the plan's order, the last first.
    left: Vec<Found>,
    /// Bodies of the plan in its order, for their place.
    bodies: Vec<String>,
    of_measures: SortedMap<MeasureId, Vec<String>>,
    of_items: SortedMap<ItemId, String>,
    made: Vec<Row>,
}

impl Laying {
    /// Begins; nothing is folded yet.
    pub fn begin(book: Arc<Book>, plan: PlanId) -> Self {
        let last = u64::MAX;
        let of = Some(plan);
        let mut rows: Vec<((u8, u64, u64), Found)> = Vec::new();
        let facts = book.plans.get(&plan);
        rows.extend(facts.map(|_| ((0, 0, 0), Found::Plan(plan))));
        let bodies = facts.into_iter().flat_map(|facts| &facts.bodies);
        let mut bodies: Vec<String> = bodies.filter_map(|body| book.bodies.get(body).cloned()).collect();
        rows.extend((1..).zip(&bodies).map(|(n, _)| ((0, n, 0), Found::Body(plan))));
        bodies.reverse();
        let nodes = book.nodes.values().filter(|node| node.plan == of);
        rows.extend(nodes.map(|node| ((1, node.order, 0), Found::Node(node.id))));
        let measures = book.measures.values().filter(|measure| measure.plan == of);
        rows.extend(measures.map(|measure| ((2, measure.order, 0), Found::Measure(measure.id))));
        for item in book.items.values().filter(|item| item.plan == of) {
            let Some(measure) = item.measure else { continue };
            let order = book.measures.get(&measure).map_or(last, |of| of.order);
            rows.push(((2, order, item.order.max(1)), Found::Item(item.id)));
        }
        sort_by_key(&mut rows, |(place, _)| *place);
        let left = rows.into_iter().rev().map(|(_, found)| found).collect();
        let mut of_measures: SortedMap<MeasureId, Vec<String>> = SortedMap::new();
        let mut of_items = SortedMap::new();
        for target in book.targets.iter().filter(|target| target.plan == of) {
            let Some(printed) = &target.printed else { continue };
            if let Some(measure) = target.measure {
                of_measures.of(measure).push(printed.clone());
            }
            if let Some(item) = target.item {
                of_items.insert(item, printed.clone());
            }
        }
        Self { book, plan, left, bodies, of_measures, of_items, made: Vec::new() }
    }

    /// Folds so many more; the index, once all are.
    pub fn step(&mut self, rows: usize) -> Option<Index> {
        for _ in 0..rows {
            let Some(next) = self.left.pop() else { break };
            let row = self.row(next);
            self.made.extend(row);
        }
        self.left.is_empty().then(|| Index { rows: core::mem::take(&mut self.made) })
    }

    fn row(&mut self, what: Found) -> Option<Row> {
        let book = Arc::clone(&self.book);
        let hit = at(what);
        Some(match what {
            Found::Plan(id) => of_plan(book.plans.get(&id)?, hit),
            Found::Body(_) => Row::new(Hit { title: self.bodies.pop(), ..hit }, Vec::new(), Words::default()),
            Found::Node(id) => of_node(&book, self.plan, book.nodes.get(&id)?, hit),
            Found::Measure(id) => {
                let targets = self.of_measures.get(&id).map(Vec::as_slice).unwrap_or_default();
                of_measure(&book, book.measures.get(&id)?, targets, hit)
            }
            Found::Item(id) => {
                of_item(&book, book.items.get(&id)?, self.of_items.get(&id).map(String::as_str), hit)
            }
        })
    }
}

fn of_plan(facts: &Plan, hit: Hit) -> Row {
    let words = Words::new(&[facts.term.as_deref(), facts.section.as_deref(), facts.edition.as_deref()])
        .told(&facts.blocks);
    Row::new(Hit { title: text(facts.title.as_ref()), ..hit }, Vec::new(), words)
}

fn of_node(book: &Book, plan: PlanId, node: &Node, hit: Hit) -> Row {
    let title = call(node.number.as_deref(), node.mark.as_deref(), text(node.title.as_ref()));
    let layout = book.layout_key(node.id).and_then(|key| book.plans.get(&plan)?.layouts.get(key));
    let was = former(book, &node.relations);
    let words = Words::new(&[
        node.tag.as_deref(),
        node.subtitle.as_deref(),
        node.working_group.as_deref(),
        layout.and_then(|layout| layout.level(node.level)),
    ])
    .all(&was)
    .told(&node.blocks);
    let under = node.parent.and_then(|parent| under(book, parent));
    let printed = printed(book, Some(node.id), [&node.number, &node.mark], None);
    Row::new(Hit { was: renamed(was, &title), title: Some(title), under, ..hit }, printed, words)
}

fn of_measure(book: &Book, measure: &Measure, targets: &[String], hit: Hit) -> Row {
    let bodies = bodies(book, &measure.owners.bodies);
    let was = former(book, &measure.relations);
    let facts = [&measure.detail, &measure.role_class, &measure.working_group];
    let words = Words::new(&facts.map(|fact| fact.as_deref()))
        .all(&bodies)
        .all(targets)
        .all(&was)
        .all(measure.owners.roles.values())
        .cells(&measure.schedule)
        .scales(&measure.scales)
        .told(&measure.blocks);
    let printed = printed(book, measure.node, [&measure.number, &measure.mark], measure.number.as_deref());
    let hit = Hit {
        was: renamed(was, &named(measure).unwrap_or_default()),
        title: named(measure),
        under: measure.node.and_then(|node| under(book, node)),
        bodies,
        ..hit
    };
    Row::new(hit, printed, words)
}

fn of_item(book: &Book, item: &YearItem, target: Option<&str>, hit: Hit) -> Row {
    let bodies = bodies(book, &item.owners.bodies);
    let of = item.measure.and_then(|measure| book.measures.get(&measure));
    let words =
        Words::new(&[item.detail.as_deref(), target]).all(&bodies).scales(&item.scales).told(&item.blocks);
    let hit = Hit {
        title: text(item.title.as_ref()),
        under: of.and_then(|measure| text(measure.title.as_ref())),
        bodies,
        ..hit
    };
    Row::new(hit, Vec::new(), words)
}

impl Index {
    /// Folds the texts of a plan, all at once.
    pub fn of(book: Arc<Book>, plan: PlanId) -> Self {
        Laying::begin(book, plan).step(usize::MAX).unwrap_or_default()
    }

    /// What has every word of the query. An empty query finds nothing.
    pub fn find(&self, query: &str) -> Hits {
        let sought = Sought::new(query);
        if sought.words.is_empty() {
            return Hits::default();
        }
        let typed = query.trim();
        let mut all = 0;
        // Printed so, in the title, elsewhere.
        let mut found: [Vec<&Row>; 3] = [Vec::new(), Vec::new(), Vec::new()];
        for row in self.rows.iter().filter(|row| sought.is_in(row)) {
            all += 1;
            let place = match row.printed.iter().any(|printed| printed == typed) {
                true => 0,
                false => 2 - usize::from(sought.is_in_title(row)),
            };
            if let Some(found) = found.get_mut(place).filter(|found| found.len() < HITS_MAX) {
                found.push(row);
            }
        }
        let first = found.into_iter().flatten().take(HITS_MAX).map(|row| row.hit.clone()).collect();
        Hits { first, all }
    }

    /// The folded texts, for a bench to hold the search against.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|row| row.folded.as_str())
    }
}

impl Row {
    fn new(hit: Hit, printed: Vec<String>, words: Words) -> Self {
        let mut texts = hit.title.clone().unwrap_or_default();
        for word in printed.iter().map(String::as_str).chain(words.0.split(APART)) {
            if !word.is_empty() {
                texts.push(APART);
                texts.push_str(word);
            }
        }
        // All of a row at once: each folding asks the browser, and that costs more than what it folds.
        let folded = fold(&texts);
        let title = folded.find(APART).unwrap_or(folded.len());
        Self { sketch: Sketch::of(&folded), hit, printed, folded, title }
    }
}

/// The texts of a row besides its title.
#[derive(Default)]
struct Words(String);

impl Words {
    fn new(texts: &[Option<&str>]) -> Self {
        let mut words = Self::default();
        texts.iter().copied().flatten().for_each(|text| words.push(text));
        words
    }

    fn push(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push(APART);
    }

    fn all<'t>(mut self, texts: impl IntoIterator<Item = &'t String>) -> Self {
        texts.into_iter().for_each(|text| self.push(text));
        self
    }

    /// Each as one text, though it is printed in several lines: 検討・\n実施.
    fn cells(mut self, schedule: &Schedule) -> Self {
        for cell in schedule.years.values().chain(&schedule.undated) {
            self.push(&cell.printed().replace('\n', ""));
        }
        self
    }

    fn scales(mut self, scales: &SortedMap<String, Scale>) -> Self {
        for scale in scales.values() {
            self.push(&format!("{} {}{}", scale.name, scale.number, scale.unit));
        }
        self
    }

    fn told(mut self, blocks: &SortedMap<String, Block>) -> Self {
        for block in blocks.values() {
            let number = block.number();
            let texts = [
                block.heading.as_deref(),
                Some(block.text.as_str()),
                number.as_deref(),
                block.source.as_deref(),
            ];
            texts.into_iter().flatten().for_each(|text| self.push(text));
        }
        self
    }
}

fn at(what: Found) -> Hit {
    Hit { what, title: None, under: None, bodies: Vec::new(), was: None }
}

fn under(book: &Book, node: NodeId) -> Option<String> {
    let node = book.nodes.get(&node)?;
    Some(call(node.number.as_deref(), node.mark.as_deref(), text(node.title.as_ref())))
}

/// Number and mark, and the numbers from the top: 1-2-(3).
fn printed(book: &Book, node: Option<NodeId>, own: [&Option<String>; 2], last: Option<&str>) -> Vec<String> {
    let above = node.map(|node| book.above(node)).unwrap_or_default();
    let path = above.iter().rev().filter_map(|node| node.number.as_deref()).chain(last);
    let path = path.collect::<Vec<_>>();
    let whole = (path.len() > 1).then(|| path.join("-"));
    own.into_iter().flatten().cloned().chain(whole).collect()
}

/// What a row was called in the plans before, the latest first.
fn former(book: &Book, relations: &[Relation]) -> Vec<String> {
    let mut names = Vec::new();
    let mut next: Vec<RecordId> = heirs(relations);
    for _ in 0..FORMER_MAX {
        let mut further = Vec::new();
        for id in next {
            let measure = book.measures.get(&MeasureId::of(id));
            let node = book.nodes.get(&NodeId::of(id));
            let title = measure.and_then(named).or_else(|| node.and_then(|node| text(node.title.as_ref())));
            names.extend(title);
            let relations = measure.map(|it| &it.relations).or_else(|| node.map(|it| &it.relations));
            further.extend(relations.map(|relations| heirs(relations)).unwrap_or_default());
        }
        next = further;
    }
    names
}

/// The latest of the former names that is another than today's.
fn renamed(was: Vec<String>, title: &str) -> Option<String> {
    was.into_iter().find(|was| !title.contains(was.as_str()))
}

fn heirs(relations: &[Relation]) -> Vec<RecordId> {
    relations.iter().filter(|relation| relation.kind.lineage()).filter_map(|relation| relation.to).collect()
}

fn bodies(book: &Book, bodies: &[tsunagari_core::id::BodyId]) -> Vec<String> {
    bodies.iter().filter_map(|body| book.bodies.get(body).cloned()).collect()
}
