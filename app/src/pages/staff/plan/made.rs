//! What was filled in, as an edit; no field is drawn here.

use tsunagari_core::book::Book;
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::id::{BodyId, ItemId, MeasureId, NodeId, RecordId, TargetId, derived};
use tsunagari_core::intent::plan::{At, Edit, NextPlan, Part, Row, Succession};
use tsunagari_core::plan::block::Block;
use tsunagari_core::plan::measure::{Measure, Owners};
use tsunagari_core::plan::node::Node;
use tsunagari_core::plan::relation::{Relation, RelationKind};
use tsunagari_core::plan::schedule::Cell;
use tsunagari_core::plan::target::{Goal, Over, PlacesCounted, Set, Target};
use tsunagari_core::plan::year_item::YearItem;
use tsunagari_core::plan::{Period, Plan, Status};
use tsunagari_core::record::{Fields, Hand, Kind, Record, Scope};
use tsunagari_core::sorted::{SortedMap, SortedSet};
use tsunagari_core::text::{Note, Title};

use super::acts::{Act, PARTS_MOST, id_behind, layout, measure_behind};
use super::form::Values;
use super::said::label;
use crate::words::{Speech, Text, edit as words};

type Made<T> = Result<T, Text>;

/// The edit; `row` is the record as it was when the form was opened.
pub(super) fn edit(book: &Book, plan: &Plan, row: Row, act: Act, values: &Values, sure: bool) -> Made<Edit> {
    let draft = plan.status == Some(Status::Draft);
    Ok(match act {
        Act::Facts => {
            let period = Period { first: year(values, "first")?, last: year(values, "last")? };
            Edit::Put(Row::Plan(Box::new(Plan {
                title: title(values, "title")?,
                term: text(values, "term"),
                period,
                ..match row {
                    Row::Plan(plan) => *plan,
                    _ => plan.clone(),
                }
            })))
        }
        Act::Decide => Edit::Decide { plan: plan.id, decided: draft, sure },
        Act::OpenYear => Edit::OpenYear {
            plan: plan.id,
            year: year(values, "year")?.ok_or_else(words::wrong_year)?,
            items: ticked(values).filter_map(|key| id_behind(key, "item-")).collect(),
            arrows: ticked(values).filter_map(|key| measure_behind(key, "cell-")).collect(),
        },
        Act::Next => {
            let left = values.iter().filter(|(_, value)| *value != "1");
            Edit::Next(NextPlan {
                plan: plan.id,
                title: title(values, "title")?,
                term: text(values, "term"),
                period: Period { first: year(values, "first")?, last: year(values, "last")? },
                reason: text(values, "reason"),
                leave: left.filter_map(|(key, _)| id_behind(key, "carry-")).collect(),
                why_left: text(values, "left"),
            })
        }
        Act::Reword => Edit::Put(reworded(row, values)?),
        Act::Who => Edit::Put(who(book, plan, row, values)?),
        Act::AddHeading | Act::AddMeasure | Act::AddItem | Act::AddTarget => {
            Edit::Make { row: new(book, plan, &row, act, values)?, at: At::Last }
        }
        Act::Shift => Edit::Move {
            row: row.id(),
            under: text(values, "under").and_then(|id| NodeId::parse(&id).ok()),
            heading: text(values, "column"),
            at: match text(values, "at").as_deref() {
                Some("first") => At::First,
                Some(id) => RecordId::parse(id).map_or(At::Last, At::After),
                None => At::Last,
            },
        },
        Act::Split => {
            let titles = text(values, "titles").unwrap_or_default();
            let titles: Vec<&str> =
                titles.lines().filter(|line| !line.trim().is_empty()).take(PARTS_MOST).collect();
            let part = |(n, line): (usize, &&str)| {
                let takes = values.iter().filter(|(_, nth)| **nth == (n + 1).to_string());
                let takes = takes.filter_map(|(key, _)| id_behind(key, "take-")).collect();
                Ok(Part { title: Title::parse(line).map_err(|_| wrong("title"))?, takes })
            };
            let parts = titles.iter().enumerate().map(part).collect::<Made<Vec<Part>>>()?;
            if parts.is_empty() {
                return Err(wrong("title"));
            }
            Edit::Succeed(Succession {
                old: vec![row.id()],
                parts,
                from: year(values, "from")?,
                reason: text(values, "reason"),
            })
        }
        Act::Merge => {
            let others = ticked(values).filter_map(|key| id_behind(key, "with-"));
            let old: Vec<RecordId> = [row.id()].into_iter().chain(others).collect();
            if old.len() < 2 {
                return Err(words::wrong_mixed());
            }
            let title = title(values, "title")?.ok_or_else(|| wrong("title"))?;
            let parts = vec![Part { title, takes: SortedSet::new() }];
            Edit::Succeed(Succession {
                old,
                parts,
                from: year(values, "from")?,
                reason: text(values, "reason"),
            })
        }
        Act::End if draft || matches!(row, Row::Item(_) | Row::Target(_)) => {
            Edit::Drop { row: row.id(), reason: Some(text(values, "reason").unwrap_or_default()), sure }
        }
        Act::End => Edit::Retire {
            row: row.id(),
            until: year(values, "until")?.ok_or_else(words::wrong_year)?,
            reason: text(values, "reason"),
            sure,
        },
        Act::Ties => Edit::Put(tied(row, values)),
        Act::History => return Err(words::not_saved()),
    })
}

fn wrong(field: &str) -> Text {
    words::wrong_value(&label(field).letters(Speech::Plain))
}

fn text(values: &Values, key: &str) -> Option<String> {
    values.get(key).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn title(values: &Values, key: &str) -> Made<Option<Title>> {
    text(values, key).map(|text| Title::parse(&text).map_err(|_| wrong("title"))).transpose()
}

fn year(values: &Values, key: &str) -> Made<Option<FiscalYear>> {
    let read = |text: String| {
        text.parse().ok().and_then(|year| FiscalYear::new(year).ok()).ok_or_else(words::wrong_year)
    };
    text(values, key).map(read).transpose()
}

fn ticked(values: &Values) -> impl Iterator<Item = &str> {
    values.iter().filter(|(_, value)| *value == "1").map(|(key, _)| key.as_str())
}

fn blocks(all: &mut SortedMap<String, Block>, values: &Values) -> Made<()> {
    for (key, value) in values {
        let Some(key) = key.strip_prefix("block-") else { continue };
        let note = Note::parse(value).map_err(|_| wrong("block"))?.into_string();
        if let Some(block) = all.get_mut(key) {
            block.text = note;
        } else if key == "new" && !note.is_empty() {
            let last = all.last_key_value().map(|(key, _)| key.clone()).unwrap_or_default();
            let mut keys = (0..1_000_u32).map(|n| format!("n{n:03}")).filter(|key| !all.contains_key(key));
            let key = keys.find(|key| *key > last).unwrap_or_else(|| format!("z{}", all.len()));
            all.insert(key, Block { text: note, ..Block::default() });
        }
    }
    Ok(())
}

fn reworded(row: Row, values: &Values) -> Made<Row> {
    let named = title(values, "title")?;
    let named = || named.clone().ok_or_else(|| wrong("title"));
    Ok(match row {
        Row::Node(mut row) => {
            // A title that was never known may stay so.
            row.title = if row.title.is_some() { Some(named()?) } else { named().ok() };
            (row.subtitle, row.number, row.mark) =
                (text(values, "subtitle"), text(values, "number"), text(values, "mark"));
            (row.tag, row.working_group) = (text(values, "tag"), text(values, "wg"));
            blocks(&mut row.blocks, values)?;
            Row::Node(row)
        }
        Row::Measure(mut row) => {
            row.title = if row.title.is_some() { Some(named()?) } else { named().ok() };
            (row.detail, row.number, row.mark) =
                (text(values, "detail"), text(values, "number"), text(values, "mark"));
            row.working_group = text(values, "wg");
            blocks(&mut row.blocks, values)?;
            Row::Measure(row)
        }
        Row::Item(mut row) => {
            row.title = Some(named()?);
            row.detail = text(values, "detail");
            blocks(&mut row.blocks, values)?;
            Row::Item(row)
        }
        Row::Target(row) => Row::Target(aimed(row, values)?),
        plan @ Row::Plan(_) => plan,
    })
}

fn aimed(mut row: Target, values: &Values) -> Made<Target> {
    let number = || {
        text(values, "number")
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| words::wrong_value(&words::amount().letters(Speech::Plain)))
    };
    row.printed = text(values, "printed");
    row.goal = match text(values, "goal").as_deref() {
        Some("district") => Some(Goal::Coverage { set: Set::Districts }),
        Some("places") => match row.goal {
            Some(Goal::Places { counts, kinds, .. }) => {
                Some(Goal::Places { number: number()?, counts, kinds })
            }
            _ => Some(Goal::Places {
                number: number()?,
                counts: PlacesCounted::Opened,
                kinds: SortedSet::new(),
            }),
        },
        Some("count") => {
            Some(Goal::Count { number: number()?, unit: text(values, "unit").unwrap_or_default() })
        }
        Some(_) => row.goal,
        None => None,
    };
    Ok(row)
}

fn owners(book: &Book, plan: &Plan, mut owners: Owners, values: &Values) -> Owners {
    let on: SortedSet<BodyId> =
        ticked(values).filter_map(|key| id_behind(key, "body-")).map(BodyId::of).collect();
    owners.bodies.retain(|body| on.contains(body));
    let new: Vec<BodyId> = plan
        .bodies
        .iter()
        .filter(|body| on.contains(body) && !owners.bodies.contains(body))
        .copied()
        .collect();
    owners.bodies.extend(new);
    let roles = text(values, "roles").unwrap_or_default();
    let role = |line: &str| {
        let (name, role) = line.split_once('：')?;
        let body =
            plan.bodies.iter().find(|body| book.bodies.get(body).is_some_and(|it| it == name.trim()))?;
        Some((*body, role.trim().to_owned()))
    };
    owners.roles = roles.lines().filter_map(role).collect();
    owners
}

fn who(book: &Book, plan: &Plan, row: Row, values: &Values) -> Made<Row> {
    Ok(match row {
        Row::Item(mut row) => {
            row.owners = owners(book, plan, row.owners, values);
            Row::Item(row)
        }
        Row::Measure(mut row) => {
            row.owners = owners(book, plan, row.owners, values);
            if values.get("role_class").is_some() {
                row.role_class = text(values, "role_class");
            }
            for (key, value) in values {
                let year = key.strip_prefix("cell-").and_then(|year| year.parse().ok());
                let Some(year) = year.and_then(|year| FiscalYear::new(year).ok()) else { continue };
                let note = Note::parse(value).map_err(|_| words::wrong_cell())?;
                match Cell::parse(note.as_str()) {
                    Some(cell) => drop(row.schedule.years.insert(year, cell)),
                    None => drop(row.schedule.years.remove(&year)),
                }
            }
            Row::Measure(row)
        }
        other => other,
    })
}

fn tied(mut row: Row, values: &Values) -> Row {
    let kind =
        RelationKind::ALL.iter().find(|kind| Some(kind.code()) == values.get("kind").map(String::as_str));
    let to = text(values, "earlier").and_then(|id| RecordId::parse(&id).ok());
    let ties = match &mut row {
        Row::Node(row) => &mut row.relations,
        Row::Measure(row) => &mut row.relations,
        _ => return row,
    };
    // The form shows the first; others, of rows that were put together, stay.
    if let Some(at) = ties.iter().position(|tie| tie.kind.lineage()) {
        ties.remove(at);
    }
    if let (Some(kind), Some(to)) = (kind, to) {
        ties.push(Relation { kind: *kind, to: Some(to), reason: text(values, "reason") });
    }
    row
}

/// A row of which nothing is known; its id is the replica's to give.
fn blank(kind: Kind, now: Hand) -> Record {
    let (id, scope, fields, parallel) = (derived(&[]), Scope::OrgAll, Fields::new(), Vec::new());
    Record { id, kind, scope, version: 0, born: 0, made: now, edited: now, fields, parallel }
}

fn new(book: &Book, plan: &Plan, under: &Row, act: Act, values: &Values) -> Made<Row> {
    let hand = Hand { by: None, at: crate::replica::now() };
    let named = title(values, "title")?;
    let of = Some(plan.id);
    let measure = MeasureId::of(under.id());
    Ok(match act {
        Act::AddHeading => Row::Node(Node {
            plan: of,
            parent: matches!(under, Row::Node(_)).then(|| NodeId::of(under.id())),
            layout: layout(book, under).filter(|_| matches!(under, Row::Plan(_))),
            title: Some(named.ok_or_else(|| wrong("title"))?),
            number: text(values, "number"),
            ..Node::read(&blank(Kind::Node, hand))
        }),
        Act::AddMeasure => {
            let since =
                year(values, "since")?.filter(|year| plan.period.first.is_some_and(|first| first < *year));
            Row::Measure(Measure {
                plan: of,
                node: Some(NodeId::of(under.id())),
                heading: text(values, "column"),
                title: Some(named.ok_or_else(|| wrong("title"))?),
                number: text(values, "number"),
                force: Period { first: since, last: None },
                ..Measure::read(&blank(Kind::Measure, hand))
            })
        }
        Act::AddItem => Row::Item(YearItem {
            id: ItemId::of(under.id()),
            plan: of,
            measure: Some(measure),
            year: year(values, "year")?,
            title: Some(named.ok_or_else(|| wrong("title"))?),
            owners: owners(book, plan, Owners::default(), values),
            ..YearItem::read(&blank(Kind::Item, hand))
        }),
        _ => {
            let blank = Target::read(&blank(Kind::Target, hand));
            let row = Target {
                id: TargetId::of(under.id()),
                plan: of,
                measure: Some(measure),
                over: Over::Plan,
                ..blank
            };
            Row::Target(aimed(row, values)?)
        }
    })
}
