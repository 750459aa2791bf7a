//! 分割, 統合 and 改訂: rows that go on as others, within a plan in force or a draft.

use uuid::Uuid;

use super::ground::Ground;
use super::row::Row;
use super::{Why, made};
use crate::calendar::FiscalYear;
use crate::change::Act;
use crate::id::{MeasureId, NodeId, RecordId};
use crate::intent::{Desk, Proposal, Refusal, Wish};
use crate::plan::Period;
use crate::plan::block::Block;
use crate::plan::measure::Measure;
use crate::plan::node::Node;
use crate::plan::relation::{Relation, RelationKind};
use crate::plan::schedule::{Cell, Schedule};
use crate::plan::whole::{Fault, Misfit};
use crate::sorted::{SortedMap, SortedSet};
use crate::text::Title;

/// Keys of one stem that are tried.
const KEYS_MOST: u32 = 1_000;

/// Rows that go on as others.
#[derive(Debug, Clone, PartialEq)]
pub struct Succession {
    /// Headings, or measures, of one plan.
    pub old: Vec<RecordId>,
    /// What they become: one or several.
    pub parts: Vec<Part>,
    /// The first fiscal year of the new ones. A draft has no year yet: there it is not looked at.
    pub from: Option<FiscalYear>,
    /// Why.
    pub reason: Option<String>,
}

/// One of those that come.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its title.
    pub title: Title,
    /// What goes along with it: a measure's items of the years to come and targets, a heading's headings and measures.
    /// What no part takes goes with the first; targets that none takes stay.
    pub takes: SortedSet<RecordId>,
}

impl Succession {
    const fn kind(&self) -> RelationKind {
        match (self.old.len(), self.parts.len()) {
            (_, 2..) => RelationKind::Splits,
            (2.., _) => RelationKind::Merges,
            _ => RelationKind::Revises,
        }
    }
}

impl Desk<'_> {
    pub(super) fn succeed(&self, to: &Succession, fresh: &mut dyn FnMut() -> Uuid) -> Proposal {
        let first = *to.old.first().ok_or(Why::Mixed)?;
        let ground = self.ground_of(first)?;
        let old: Vec<Row> = to.old.iter().filter_map(|id| ground.row(*id)).collect();
        let alike = |row: &Row| old.first().is_some_and(|first| first.kind() == row.kind());
        let once: SortedSet<RecordId> = to.old.iter().copied().collect();
        if old.len() != to.old.len()
            || once.len() != old.len()
            || !old.iter().all(alike)
            || to.parts.is_empty()
        {
            return Err(Why::Mixed.into());
        }
        if ground.draft() {
            self.reshape(&ground, old, to, fresh)
        } else {
            self.replace(&ground, old, to, fresh)
        }
    }

    /// In force: new rows stand beside the old ones, take over what is to come, and only then the old ones end.
    fn replace(
        &self,
        ground: &Ground,
        old: Vec<Row>,
        to: &Succession,
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Proposal {
        let row = old.first().map(Row::id).ok_or(Why::Mixed)?;
        let period = ground.plan.period;
        let outside = || Refusal::from(Why::Misfit(Fault { row, misfit: Misfit::Year }));
        let from =
            to.from.filter(|year| period.allows(*year) && period.first.is_none_or(|first| first < *year));
        let from = from.ok_or_else(outside)?;
        let until = from.previous().ok_or_else(outside)?;
        let kind = to.kind();
        let parts: Vec<Row> = to
            .parts
            .iter()
            .filter_map(|part| {
                let mut heir = heir(&old, RecordId::from_uuid(fresh()), &part.title, from)?;
                let ties =
                    old.iter().map(|row| Relation { kind, to: Some(row.id()), reason: to.reason.clone() });
                heir.relations_mut()?.extend(ties);
                Some(heir)
            })
            .collect();
        let mut wishes: Vec<Wish> = parts.iter().map(made).collect();
        wishes.extend(self.hand_over(ground, &old, &parts, to, Some(from)));
        wishes.extend(self.rules_reach(ground, &measures(&old), &measures(&parts)));
        for before in &old {
            let mut after = before.clone();
            after.end(Some(until), to.reason.as_deref());
            wishes.extend(self.become_row(before, &after));
        }
        Ok(wishes)
    }

    /// A draft has not begun: the first row is put into its new words, the others are made; those that are put together
    /// are taken in word by word, and only then go.
    fn reshape(
        &self,
        ground: &Ground,
        old: Vec<Row>,
        to: &Succession,
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Proposal {
        let kind = to.kind();
        let (Some(before), Some(title)) = (old.first(), to.parts.first().map(|part| part.title.clone()))
        else {
            return Err(Why::Mixed.into());
        };
        let gone: Vec<&Row> = old.iter().skip(1).collect();
        let mut first = before.clone();
        first.take_in(None, &title);
        for row in &gone {
            first.take_in(Some(row), &title);
        }
        let mut lineage: Vec<RecordId> = Vec::new();
        for id in old.iter().flat_map(Row::earlier) {
            if !lineage.contains(&id) {
                lineage.push(id);
            }
        }
        let comes = |to_row: RecordId| Relation { kind, to: Some(to_row), reason: to.reason.clone() };
        let ids: SortedSet<RecordId> = gone.iter().map(|row| row.id()).collect();
        if let Some(ties) = first.relations_mut() {
            ties.retain(|tie| {
                !tie.kind.lineage() && tie.to.is_none_or(|to| to != before.id() && !ids.contains(&to))
            });
            ties.extend(lineage.iter().copied().map(comes));
        }
        let new = to.parts.iter().skip(1).filter_map(|part| {
            let mut row = beside(before, RecordId::from_uuid(fresh()), &part.title)?;
            row.relations_mut()?.extend(lineage.iter().copied().map(comes));
            Some(row)
        });
        let new: Vec<Row> = new.collect();
        let mut wishes: Vec<Wish> = new.iter().map(made).collect();
        wishes.extend(self.become_row(before, &first));
        let parts: Vec<Row> = [first].into_iter().chain(new.iter().cloned()).collect();
        wishes.extend(self.hand_over(ground, &old, &parts, to, None));
        wishes.extend(self.rules_reach(ground, &measures(&old), &measures(&parts)));
        wishes.extend(self.point_to(ground, &ids, before.id()));
        wishes.extend(gone.iter().filter_map(|row| Some(Wish::on(self.view.get(row.id())?, Act::Remove))));
        Ok(wishes)
    }

    /// What hangs on the old rows goes on with the new ones.
    fn hand_over(
        &self,
        ground: &Ground,
        old: &[Row],
        parts: &[Row],
        to: &Succession,
        from: Option<FiscalYear>,
    ) -> Vec<Wish> {
        let Some(first) = parts.first() else { return Vec::new() };
        let hangs = old.iter().flat_map(|row| match row {
            Row::Node(_) => {
                let node = NodeId::of(row.id());
                let nodes = ground.under(Some(node)).cloned().map(Row::Node);
                nodes.chain(ground.measures_of(node).cloned().map(Row::Measure)).collect()
            }
            _ => ground.parts_of(row.id()),
        });
        let heir = |row: &Row| {
            let taken = parts.iter().zip(&to.parts).find(|(_, part)| part.takes.contains(&row.id()));
            let stays = match row {
                // What was planned for the years gone by stays with what was in force then.
                Row::Item(item) => from.is_some_and(|from| ground.year(item).is_none_or(|year| year < from)),
                Row::Target(target) => target.item.is_some() || (from.is_some() && taken.is_none()),
                other => other.ended(),
            };
            (!stays).then(|| taken.map_or(first, |(part, _)| part).id())
        };
        let moved = hangs.filter_map(|before| {
            let heir = heir(&before)?;
            let mut after = before.clone();
            match &mut after {
                Row::Node(node) => node.parent = Some(NodeId::of(heir)),
                Row::Measure(measure) => measure.node = Some(NodeId::of(heir)),
                Row::Item(item) => item.measure = Some(MeasureId::of(heir)),
                Row::Target(target) => target.measure = Some(MeasureId::of(heir)),
                Row::Plan(_) => {}
            }
            self.become_row(&before, &after)
        });
        moved.collect()
    }

    /// Whoever named a row that goes names the one that took it in.
    fn point_to(&self, ground: &Ground, gone: &SortedSet<RecordId>, to: RecordId) -> Vec<Wish> {
        let rows = ground.tied().filter(|row| !gone.contains(&row.id()) && row.id() != to);
        let mut wishes: Vec<Wish> = rows
            .filter_map(|before| {
                let mut after = before.clone();
                for tie in after.relations_mut()? {
                    tie.to = tie.to.map(|id| if gone.contains(&id) { to } else { id });
                }
                self.become_row(&before, &after)
            })
            .collect();
        let before = Row::Plan(Box::new(ground.plan.clone()));
        let mut plan = ground.plan.clone();
        for rule in plan.rules.values_mut() {
            rule.measures.retain(|id| !gone.contains(&id.record()));
        }
        wishes.extend(self.become_row(&before, &Row::Plan(Box::new(plan))));
        wishes
    }
}

fn measures(rows: &[Row]) -> Vec<MeasureId> {
    rows.iter().filter(|row| matches!(row, Row::Measure(_))).map(|row| MeasureId::of(row.id())).collect()
}

/// A new row where an old one stands, with nothing of its words.
fn beside(old: &Row, id: RecordId, title: &Title) -> Option<Row> {
    let (title, relations, force) = (Some(title.clone()), Vec::new(), Period::default());
    Some(match old {
        Row::Node(node) => Row::Node(Node {
            id: NodeId::of(id),
            title,
            subtitle: None,
            number: None,
            mark: None,
            tag: None,
            ask: None,
            blocks: SortedMap::new(),
            relations,
            force,
            ..node.clone()
        }),
        Row::Measure(measure) => Row::Measure(Measure {
            id: MeasureId::of(id),
            title,
            number: None,
            mark: None,
            detail: None,
            ask: None,
            blocks: SortedMap::new(),
            scales: SortedMap::new(),
            schedule: Schedule::default(),
            relations,
            force,
            ..measure.clone()
        }),
        _ => return None,
    })
}

/// What comes after rows in force: their bodies and what their cells say of the years to come; of one alone all its words.
fn heir(old: &[Row], id: RecordId, title: &Title, from: FiscalYear) -> Option<Row> {
    let first = old.first()?;
    let mut heir = beside(first, id, title)?;
    if let (Row::Measure(heir), Row::Measure(first)) = (&mut heir, first) {
        for row in old {
            let Row::Measure(row) = row else { continue };
            for body in &row.owners.bodies {
                if !heir.owners.bodies.contains(body) {
                    heir.owners.bodies.push(*body);
                }
            }
            heir.owners.roles.extend(row.owners.roles.clone());
            heir.owners.maybe.extend(row.owners.maybe.iter().copied());
        }
        if old.len() == 1 {
            let to_come = first.schedule.years.range(from..).map(|(year, cell)| (*year, cell.clone()));
            heir.schedule.years = to_come.collect();
            // An arrow says what goes on; cut off from that it says nothing.
            if heir.schedule.years.get(&from) == Some(&Cell::Continues)
                && let Some(cell) = first.schedule.in_year(from)
            {
                heir.schedule.years.insert(from, cell.clone());
            }
        }
    }
    if let Some(force) = heir.force_mut() {
        force.first = Some(from);
    }
    Some(heir)
}

impl Row {
    /// Takes a title, or another row of its kind with every word of it.
    fn take_in(&mut self, other: Option<&Self>, title: &Title) {
        match (self, other) {
            (Self::Node(row), None) => row.title = Some(title.clone()),
            (Self::Measure(row), None) => row.title = Some(title.clone()),
            (Self::Node(row), Some(Self::Node(other))) => {
                let facts = [&other.number, &other.mark, &other.subtitle, &other.tag, &other.working_group];
                let facts = facts.into_iter().chain([&other.ask]).flatten().map(String::as_str);
                take_words(&mut row.blocks, other.title.as_ref(), facts, &other.blocks);
                take_ties(&mut row.relations, &other.relations);
            }
            (Self::Measure(row), Some(Self::Measure(other))) => {
                let facts =
                    [&other.number, &other.mark, &other.detail, &other.role_class, &other.working_group];
                let undated = other.schedule.undated.iter().map(Cell::printed);
                let dated = other.schedule.years.iter().map(|(year, cell)| (*year, cell.clone()));
                let mut told: Vec<String> =
                    facts.into_iter().chain([&other.ask]).flatten().cloned().collect();
                for (year, cell) in dated {
                    match row.schedule.years.get(&year) {
                        None => drop(row.schedule.years.insert(year, cell)),
                        Some(own) if *own == cell => {}
                        Some(_) => told.push(format!("{} {}", year.text(), cell.printed())),
                    }
                }
                row.schedule.undated.extend(undated.filter_map(|cell| Cell::parse(&cell)));
                let scales = other.scales.values().cloned();
                for scale in scales {
                    let key = free(&row.scales);
                    row.scales.insert(key, scale);
                }
                for body in &other.owners.bodies {
                    if !row.owners.bodies.contains(body) {
                        row.owners.bodies.push(*body);
                    }
                }
                for (body, role) in &other.owners.roles {
                    match row.owners.roles.get(body) {
                        None => drop(row.owners.roles.insert(*body, role.clone())),
                        Some(own) if own == role => {}
                        Some(_) => told.push(role.clone()),
                    }
                }
                row.owners.maybe.extend(other.owners.maybe.iter().copied());
                let facts = told.iter().map(String::as_str);
                take_words(&mut row.blocks, other.title.as_ref(), facts, &other.blocks);
                take_ties(&mut row.relations, &other.relations);
            }
            _ => {}
        }
    }
}

/// What the other is called and says stands below as it was, in a block of its own.
fn take_words<'a>(
    to: &mut SortedMap<String, Block>,
    title: Option<&'a Title>,
    facts: impl Iterator<Item = &'a str>,
    blocks: &SortedMap<String, Block>,
) {
    let said: Vec<&str> = title.map(Title::as_str).into_iter().chain(facts).collect();
    if !said.is_empty() {
        let key = free(to);
        to.insert(key, Block { text: said.join("\n"), ..Block::default() });
    }
    for block in blocks.values() {
        let key = free(to);
        to.insert(key, block.clone());
    }
}

fn take_ties(to: &mut Vec<Relation>, ties: &[Relation]) {
    for tie in ties {
        if !to.iter().any(|own| own.kind == tie.kind && own.to == tie.to) {
            to.push(tie.clone());
        }
    }
}

/// A key behind those that there are, so that what is added is printed last.
fn free<T>(entries: &SortedMap<String, T>) -> String {
    let last = entries.last_key_value().map(|(key, _)| key.as_str()).unwrap_or_default();
    let keys = ["n", "z"].iter().flat_map(|stem| (0..KEYS_MOST).map(move |n| format!("{stem}{n:03}")));
    let mut keys = keys.filter(|key| !entries.contains_key(key));
    keys.find(|key| key.as_str() > last).unwrap_or_else(|| format!("z{}", entries.len()))
}
