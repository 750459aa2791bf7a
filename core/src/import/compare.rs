//! A reading beside the plan as it is: what is new, changed, the same or gone, and the fields to write; writes nothing.
//!
//! A row of the table is the plan's row that says the same under the same heading, else the one that is most like it.
//! New rows have ids made of what they say, so that the same table twice gives the same records. What the table does
//! not know never overwrites what a person has settled.

use serde_json::Value;

use super::reading::{ItemRead, MeasureRead, NodeRead, Reading, TargetRead};
use crate::calendar::FiscalYear;
use crate::id::{BodyId, ItemId, MeasureId, NodeId, PlanId, RecordId, derived};
use crate::plan::block::{Block, BlockKind};
use crate::plan::measure::{Measure, Owners, Scale};
use crate::plan::node::Node;
use crate::plan::relation::{Relation, RelationKind};
use crate::plan::schedule::Cell;
use crate::plan::target::Target;
use crate::plan::year_item::YearItem;
use crate::record::{Fields, Kind, Record};
use crate::sorted::{SortedMap, SortedSet};
use crate::text::{TITLE_CHARS, Title, fold};

mod empty;
mod matching;

use empty::empty;
use matching::{Finder, Like};

/// A question's length in a record, in characters.
const ASK_CHARS: usize = 200;
/// The text beside a title, in characters.
pub(super) const DETAIL_CHARS: usize = 200;

/// The plan that a table is read onto.
#[derive(Debug, Clone)]
pub struct Onto<'a> {
    /// The plan.
    pub plan: PlanId,
    /// The kind of page that the table is.
    pub layout: Option<&'a str>,
    /// Its headings, measures and items, but those removed.
    pub records: &'a [Record],
    /// All ids that were ever given, those of removed rows too.
    pub taken: SortedSet<RecordId>,
    /// The ids of the closed list, in the guide's order.
    pub bodies: &'a [BodyId],
}

/// How a row of the table stands to the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The plan has no such row.
    New,
    /// It says something else.
    Changed,
    /// It says the same.
    Same,
}

impl Standing {
    /// The word in the preview.
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Same => "same",
        }
    }
}

/// What a row said that is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// The row's record.
    pub id: RecordId,
    /// What it said.
    pub title: String,
    /// Who did it.
    pub bodies: Vec<BodyId>,
}

/// A row of the plan that the table does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// Its record.
    pub id: RecordId,
    /// What it is.
    pub kind: Kind,
    /// What it says.
    pub title: String,
}

/// Fields to write into a record; null clears one.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    /// The record.
    pub id: RecordId,
    /// What it is.
    pub kind: Kind,
    /// The fields that differ.
    pub set: Fields,
}

/// The table beside the plan.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// The year whose items the table's are compared with.
    pub base: Option<FiscalYear>,
    /// Each heading's record and standing, in the reading's order.
    pub nodes: Vec<(RecordId, Option<Standing>)>,
    /// Each measure's.
    pub measures: Vec<(RecordId, Option<Standing>)>,
    /// Each item's.
    pub items: Vec<(RecordId, Option<Standing>)>,
    /// Each target's with what it says: the measures' first, then the items'.
    pub targets: Vec<(RecordId, Option<Standing>, String)>,
    /// Each changed row's former text: of the plan as it is, or of the year before.
    pub formers: Vec<Former>,
    /// Rows that the table does not have.
    pub gone: Vec<Gone>,
    /// What makes the plan as the table says; what is gone is not removed.
    pub writes: Vec<Write>,
}

/// Compares a reading with the plan.
pub fn compare(reading: &Reading, onto: &Onto<'_>) -> Comparison {
    let mut comparing = Comparing {
        reading,
        onto,
        others: others(onto),
        taken: Taken::new(&onto.taken),
        said: Comparison::default(),
    };
    comparing.nodes();
    comparing.measures();
    comparing.items();
    comparing.targets();
    comparing.said
}

struct Comparing<'a> {
    reading: &'a Reading,
    onto: &'a Onto<'a>,
    /// Rows of the plan's other kinds of page: the table says nothing of them.
    others: SortedSet<RecordId>,
    taken: Taken,
    said: Comparison,
}

impl Comparing<'_> {
    fn nodes(&mut self) {
        let known: Vec<Node> = self.of(&Kind::Node).map(Node::read).collect();
        let mut finder = Finder::new(known.iter().map(|node| Like {
            under: (node.level, node.parent.map(NodeId::record)),
            number: node.number.clone(),
            title: text(node.title.as_ref()),
        }));
        let found = self.found_nodes(&mut finder, &known);
        let mut order = Order::default();
        for (read, (id, found)) in self.reading.nodes.iter().zip(found) {
            let found = found.and_then(|at| known.get(at));
            let parent = read.parent.and_then(|parent| self.said.nodes.get(parent)).map(|(id, _)| *id);
            let level = level(read);
            let before = found.cloned();
            let mut noun = found.cloned().unwrap_or_else(|| Node::read(&empty(id, Kind::Node)));
            noun.plan = Some(self.onto.plan);
            noun.parent = parent.map(NodeId::of);
            noun.level = level;
            noun.order = order.next(before.as_ref().map(|known| known.order));
            if parent.is_none() && noun.layout.is_none() {
                noun.layout = self.onto.layout.map(str::to_owned);
            }
            noun.number = read.number.clone().or(noun.number);
            noun.title = read.title.as_deref().and_then(title).or(noun.title);
            if before.is_none() {
                noun.ask = ask(&read.asks);
            }
            let former = before.as_ref().map(|noun| (text(noun.title.as_ref()), Vec::new()));
            let standing = self.write(id, Kind::Node, before.map(|noun| noun.fields()), noun.fields());
            self.former(id, standing, former);
            self.said.nodes.push((id, Some(standing)));
        }
        self.gone(
            Kind::Node,
            &finder,
            known.iter().map(|node| (node.id.record(), text(node.title.as_ref()))),
        );
    }

    /// The record of each heading, level by level, for a heading is looked for under the one above it.
    fn found_nodes(&mut self, finder: &mut Finder, known: &[Node]) -> Vec<(RecordId, Option<usize>)> {
        let reads = &self.reading.nodes;
        let mut out: Vec<Option<(RecordId, Option<usize>)>> = vec![None; reads.len()];
        let deepest = reads.iter().map(|read| read.level).max().unwrap_or(0);
        for of in 1..=deepest {
            let here: Vec<usize> =
                (0..reads.len()).filter(|at| reads.get(*at).is_some_and(|read| read.level == of)).collect();
            let likes = here.iter().filter_map(|at| reads.get(*at)).map(|read| Like {
                under: (level(read), read.parent.and_then(|parent| Some(out.get(parent)?.as_ref()?.0))),
                number: read.number.clone(),
                title: read.title.clone().unwrap_or_default(),
            });
            let likes: Vec<Like> = likes.collect();
            let found = finder.find_all(&likes);
            for ((at, like), found) in here.into_iter().zip(&likes).zip(found) {
                let record = found.and_then(|found| known.get(found)).map(|found| found.id.record());
                let id = record.unwrap_or_else(|| self.id("node", like));
                if let Some(out) = out.get_mut(at) {
                    *out = Some((id, found));
                }
            }
        }
        out.into_iter().flatten().collect()
    }

    fn measures(&mut self) {
        let known: Vec<Measure> = self.of(&Kind::Measure).map(Measure::read).collect();
        let mut finder = Finder::new(known.iter().map(|measure| Like {
            under: (0, measure.node.map(NodeId::record)),
            number: None,
            title: text(measure.title.as_ref()),
        }));
        let node =
            |read: &MeasureRead| read.node.and_then(|node| self.said.nodes.get(node)).map(|(id, _)| *id);
        let reads = self.reading.measures.iter();
        let like = |read| (0, node(read));
        let printed = printed(known.iter().map(|noun| (noun.title.as_ref(), noun.detail.as_deref())));
        let likes: Vec<Like> = reads
            .map(|read| Like {
                under: like(read),
                number: None,
                title: alone(&printed, read.title.as_deref().unwrap_or_default()),
            })
            .collect();
        let found = finder.find_all(&likes);
        let mut order = Order::default();
        for ((read, like), found) in self.reading.measures.iter().zip(likes).zip(found) {
            let node = like.under.1;
            let found = found.and_then(|at| known.get(at));
            let id = found.map_or_else(|| self.id("measure", &like), |found| found.id.record());
            let before = found.cloned();
            let mut noun = found.cloned().unwrap_or_else(|| Measure::read(&empty(id, Kind::Measure)));
            noun.plan = Some(self.onto.plan);
            noun.node = node.map(NodeId::of);
            noun.order = order.next(before.as_ref().map(|known| known.order));
            noun.heading = read.heading.clone().or(noun.heading);
            let told = read.title.as_deref().map(|read| alone(&printed, read));
            noun.title = told.as_deref().and_then(title).or(noun.title);
            noun.detail = read.detail.clone().or(noun.detail);
            for (year, printed) in &read.cells {
                if let Some(cell) = Cell::parse(printed) {
                    noun.schedule.years.insert(*year, cell);
                }
            }
            let undated: Vec<Cell> = read.undated.iter().filter_map(|printed| Cell::parse(printed)).collect();
            if !undated.is_empty() && noun.schedule.years.is_empty() {
                noun.schedule.undated = undated;
            }
            scales(&mut noun.scales, &read.scales);
            self.owners(&mut noun.owners, &read.bodies, &read.maybe, before.is_none());
            if before.is_none() {
                noun.ask = ask(&read.asks);
            }
            let former = before.as_ref().map(|noun| (text(noun.title.as_ref()), noun.owners.bodies.clone()));
            let standing = self.write(id, Kind::Measure, before.map(|noun| noun.fields()), noun.fields());
            self.former(id, standing, former);
            self.said.measures.push((id, Some(standing)));
        }
        let titles = known.iter().map(|measure| (measure.id.record(), text(measure.title.as_ref())));
        self.gone(Kind::Measure, &finder, titles);
    }

    fn items(&mut self) {
        let all: Vec<YearItem> = self.of(&Kind::Item).map(YearItem::read).collect();
        let year = self.reading.year;
        let of_year = all.iter().any(|item| item.year == year);
        let before_it = all.iter().map(|item| item.year).filter(|of| *of < year).max().flatten();
        self.said.base = if of_year { year } else { before_it };
        let base = self.said.base;
        let known: Vec<&YearItem> = all.iter().filter(|item| item.year == base).collect();
        let mut finder = Finder::new(known.iter().map(|item| Like {
            under: (0, item.measure.map(MeasureId::record)),
            number: None,
            title: text(item.title.as_ref()),
        }));
        let printed = printed(known.iter().map(|noun| (noun.title.as_ref(), noun.detail.as_deref())));
        let number = year.map(|year| year.year().to_string());
        let measure = |read: &ItemRead| self.said.measures.get(read.measure).map(|(id, _)| *id);
        let likes: Vec<Like> = self
            .reading
            .items
            .iter()
            .map(|read| Like { under: (0, measure(read)), number: None, title: alone(&printed, &read.title) })
            .collect();
        let found = finder.find_all(&likes);
        let mut order = Order::default();
        for ((read, like), found) in self.reading.items.iter().zip(likes).zip(found) {
            let measure = like.under.1;
            let found = found.and_then(|at| known.get(at)).copied();
            // Another year's item is another record, however alike.
            let same_year = found.filter(|found| found.year == year);
            let new = Like { number: number.clone(), ..like };
            let id = same_year.map_or_else(|| self.id("item", &new), |found| found.id.record());
            let mut noun = same_year.cloned().unwrap_or_else(|| YearItem::read(&empty(id, Kind::Item)));
            noun.plan = Some(self.onto.plan);
            noun.measure = measure.map(MeasureId::of);
            noun.year = year;
            noun.order = order.next(same_year.map(|known| known.order));
            noun.title = title(&alone(&printed, &read.title)).or(noun.title);
            noun.detail = read.detail.clone().or(noun.detail);
            scales(&mut noun.scales, &read.scales);
            self.repeats(&mut noun.relations, read.repeats);
            if let Some(text) = &read.result {
                result(&mut noun.blocks, self.reading.result_heading.as_deref(), text);
            }
            self.owners(&mut noun.owners, &read.bodies, &read.maybe, same_year.is_none());
            if same_year.is_none() {
                noun.ask = ask(&read.asks);
            }
            let written = self.write(id, Kind::Item, same_year.map(YearItem::fields), noun.fields());
            let standing = match found {
                Some(found) if same_year.is_none() => likeness(found, &noun),
                _ => written,
            };
            let former = found.map(|noun| (text(noun.title.as_ref()), noun.owners.bodies.clone()));
            self.former(id, standing, former);
            self.said.items.push((id, Some(standing)));
        }
        let titles = known.iter().map(|item| (item.id.record(), text(item.title.as_ref())));
        self.gone(Kind::Item, &finder, titles);
    }

    /// Targets of what the table has. One that the plan has besides stays: a person may have set it.
    fn targets(&mut self) {
        let known: Vec<Target> = self.of(&Kind::Target).map(Target::read).collect();
        let measures = self.reading.measures.iter().zip(&self.said.measures);
        let measures = measures.map(|(read, (id, _))| (*id, true, read.targets.clone()));
        let items = self.reading.items.iter().zip(&self.said.items);
        let items = items.map(|(read, (id, _))| (*id, false, read.targets.clone()));
        let all: Vec<(RecordId, bool, Vec<TargetRead>)> =
            measures.chain(items).filter(|(.., targets)| !targets.is_empty()).collect();
        for (holder, of_measure, reads) in all {
            let at = |target: &&Target| {
                let id = if of_measure {
                    target.measure.map(MeasureId::record)
                } else {
                    target.item.map(ItemId::record)
                };
                id == Some(holder)
            };
            let own: Vec<&Target> = known.iter().filter(at).collect();
            for read in &reads {
                let said = |target: &Target| target.printed.as_deref().map(fold) == Some(fold(&read.printed));
                let only = || own.first().filter(|_| own.len() == 1 && reads.len() == 1);
                let found = own.iter().find(|target| said(target)).or_else(only).copied();
                self.target(holder, of_measure, read, found);
            }
        }
    }

    fn target(&mut self, holder: RecordId, of_measure: bool, read: &TargetRead, found: Option<&Target>) {
        let like = Like { under: (0, Some(holder)), number: None, title: read.printed.clone() };
        let id = found.map_or_else(|| self.id("target", &like), |found| found.id.record());
        let mut noun = found.cloned().unwrap_or_else(|| Target::read(&empty(id, Kind::Target)));
        noun.plan = Some(self.onto.plan);
        if of_measure {
            noun.measure = Some(MeasureId::of(holder));
        } else {
            noun.item = Some(ItemId::of(holder));
        }
        // What it counts, once somebody has said so, is asked of nobody again while it says the same.
        let same = noun.printed.as_deref().map(fold) == Some(fold(&read.printed));
        if !same {
            noun.printed = Some(read.printed.clone());
            noun.goal = read.goal.clone();
            noun.over = read.over;
        }
        let former = found.map(|found| (found.printed.clone().unwrap_or_default(), Vec::new()));
        let standing = self.write(id, Kind::Target, found.map(Target::fields), noun.fields());
        self.former(id, standing, former);
        self.said.targets.push((id, Some(standing), read.printed.clone()));
    }

    /// 再掲, where the row says so or a person did.
    fn repeats(&self, relations: &mut Vec<Relation>, first: Option<usize>) {
        let to = first.and_then(|first| self.said.items.get(first)).map(|(id, _)| *id);
        let there = |relation: &Relation| relation.kind == RelationKind::Repeats && relation.to == to;
        if to.is_some() && !relations.iter().any(there) {
            relations.push(Relation { kind: RelationKind::Repeats, to, reason: None });
        }
    }

    fn of<'a>(&'a self, kind: &'a Kind) -> impl Iterator<Item = &'a Record> {
        let here = |record: &&Record| record.kind == *kind && !self.others.contains(&record.id);
        self.onto.records.iter().filter(here)
    }

    /// Known bodies are taken; unknown ones leave those that somebody has settled.
    fn owners(&self, owners: &mut Owners, bodies: &[usize], maybe: &[usize], new: bool) {
        let ids = |places: &[usize]| {
            places.iter().filter_map(|body| self.onto.bodies.get(*body).copied()).collect()
        };
        if !bodies.is_empty() {
            owners.bodies = ids(bodies);
        }
        if new {
            owners.maybe = ids(maybe).into_iter().collect();
        }
    }

    /// An id made of what the row says; the next one where a row that says the same has it.
    fn id(&mut self, table: &str, like: &Like) -> RecordId {
        let plan = self.onto.plan.record().to_string();
        let (level, above) = like.under;
        let (level, above) = (level.to_string(), above.map(|id| id.to_string()).unwrap_or_default());
        let number = like.number.clone().unwrap_or_default();
        let said = crate::text::fold(&like.title);
        let mut nth = 0_u32;
        loop {
            let parts = ["import", &plan, table, &level, &above, &number, &said, &nth.to_string()];
            let id = derived(&parts);
            if self.taken.insert(id) {
                return id;
            }
            nth = nth.saturating_add(1);
        }
    }

    fn write(&mut self, id: RecordId, kind: Kind, before: Option<Fields>, after: Fields) -> Standing {
        let Some(before) = before else {
            self.said.writes.push(Write { id, kind, set: after });
            return Standing::New;
        };
        let mut set = Fields::new();
        for (field, value) in &after {
            if before.get(field) != Some(value) {
                set.insert(field.clone(), value.clone());
            }
        }
        for (field, _) in before.iter().filter(|(field, _)| !after.contains_key(*field)) {
            set.insert(field.clone(), Value::Null);
        }
        // A place among others changes with every row put in before it.
        let said = set.keys().any(|field| field != "order");
        if !set.is_empty() {
            self.said.writes.push(Write { id, kind, set });
        }
        if said { Standing::Changed } else { Standing::Same }
    }

    fn former(&mut self, id: RecordId, standing: Standing, former: Option<(String, Vec<BodyId>)>) {
        let former = former.filter(|_| standing == Standing::Changed);
        self.said.formers.extend(former.map(|(title, bodies)| Former { id, title, bodies }));
    }

    fn gone(&mut self, kind: Kind, finder: &Finder, titles: impl Iterator<Item = (RecordId, String)>) {
        let left = titles.enumerate().filter(|(at, _)| !finder.is_found(*at));
        self.said.gone.extend(left.map(|(_, (id, title))| Gone { id, kind: kind.clone(), title }));
    }
}

/// The headings of another layout than the table's, and what hangs under them.
fn others(onto: &Onto<'_>) -> SortedSet<RecordId> {
    let mut others: SortedSet<RecordId> = SortedSet::new();
    let Some(layout) = onto.layout else { return others };
    let of = |kind: Kind| onto.records.iter().filter(move |record| record.kind == kind);
    let top = |node: &&Record| node.text("layout").is_some_and(|of| of != layout);
    others.extend(of(Kind::Node).filter(top).map(|node| node.id));
    // A heading may stand before the one above it; each turn goes one level down.
    loop {
        let under = |node: &&Record| {
            !others.contains(&node.id) && node.link("parent").is_some_and(|above| others.contains(&above))
        };
        let found: Vec<RecordId> = of(Kind::Node).filter(under).map(|node| node.id).collect();
        if found.is_empty() {
            break;
        }
        others.extend(found);
    }
    for (kind, above) in [(Kind::Measure, "node"), (Kind::Item, "measure")] {
        let under = |row: &&Record| row.link(above).is_some_and(|above| others.contains(&above));
        let found: Vec<RecordId> = of(kind).filter(under).map(|row| row.id).collect();
        others.extend(found);
    }
    others
}

/// Ids that are given, in parts by their first byte: one list of all would move half of itself for each new id.
struct Taken(Vec<SortedSet<RecordId>>);

impl Taken {
    fn new(ids: &SortedSet<RecordId>) -> Self {
        let mut taken = Self(vec![SortedSet::new(); 256]);
        for id in ids {
            taken.insert(*id);
        }
        taken
    }

    /// False where it is given already.
    fn insert(&mut self, id: RecordId) -> bool {
        let first = id.uuid().as_bytes().first().copied().unwrap_or(0);
        self.0.get_mut(usize::from(first)).is_some_and(|part| part.insert(id))
    }
}

/// Sizes that the row does not have yet.
fn scales(known: &mut SortedMap<String, Scale>, read: &[Scale]) {
    for scale in read {
        if !known.values().any(|one| one == scale) {
            let key = free(known);
            known.insert(key, scale.clone());
        }
    }
}

/// What was done, as the table prints it, in place of what stood under the same heading.
fn result(blocks: &mut SortedMap<String, Block>, heading: Option<&str>, text: &str) {
    let of = |block: &Block| block.kind == BlockKind::Outcome && block.heading.as_deref() == heading;
    let known = blocks.iter().find(|(_, block)| of(block)).map(|(key, _)| key.clone());
    let key = known.unwrap_or_else(|| free(blocks));
    let heading = heading.map(str::to_owned);
    let block = Block { kind: BlockKind::Outcome, heading, text: text.to_owned(), ..Block::default() };
    blocks.insert(key, block);
}

/// The next key of entries that are numbered in the order of print, as a plan's own file numbers them.
fn free<T>(known: &SortedMap<String, T>) -> String {
    let mut nth = known.len();
    while known.contains_key(&format!("n{nth:02}")) {
        nth += 1;
    }
    format!("n{nth:02}")
}

/// How an item stands to the one of the year before.
/// The places of a table's rows among the plan's, which may have rows on other pages: a known row keeps its place while
/// that is below the row before it.
#[derive(Default)]
struct Order(u64);

impl Order {
    fn next(&mut self, known: Option<u64>) -> u64 {
        let place = known.filter(|known| *known >= self.0 && *known < u64::MAX).unwrap_or(self.0);
        self.0 = place.saturating_add(1);
        place
    }
}

/// The titles of rows by what our own table prints of them, their details with them: folded.
fn printed<'a>(
    known: impl Iterator<Item = (Option<&'a Title>, Option<&'a str>)>,
) -> SortedMap<String, String> {
    let both = known.filter_map(|(title, detail)| Some((title?, detail?)));
    both.map(|(title, detail)| (fold(&format!("{title}{detail}")), title.to_string())).collect()
}

/// The title alone of what a cell says, where it is a known title with its detail.
fn alone(printed: &SortedMap<String, String>, read: &str) -> String {
    printed.get(&fold(read)).cloned().unwrap_or_else(|| read.to_owned())
}

fn likeness(before: &YearItem, now: &YearItem) -> Standing {
    let unknown = now.owners.bodies.is_empty();
    let bodies = unknown || before.owners.bodies == now.owners.bodies;
    if bodies && before.title == now.title { Standing::Same } else { Standing::Changed }
}

fn level(read: &NodeRead) -> u64 {
    u64::try_from(read.level).unwrap_or(1)
}

fn text(title: Option<&Title>) -> String {
    title.map(|title| title.as_str().to_owned()).unwrap_or_default()
}

fn title(text: &str) -> Option<Title> {
    Title::parse(&text.chars().take(TITLE_CHARS).collect::<String>()).ok()
}

fn ask(asks: &[String]) -> Option<String> {
    let all = asks.join("。");
    (!all.is_empty()).then(|| all.chars().take(ASK_CHARS).collect())
}
