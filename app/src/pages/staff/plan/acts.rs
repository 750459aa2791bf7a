//! What may be done to a row of a plan, as forms: which fields each asks for. What becomes of them is in `made`.

use tsunagari_core::book::Book;
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::id::{MeasureId, NodeId, PlanId, RecordId};
use tsunagari_core::intent::plan::Row;
use tsunagari_core::plan::Plan;
use tsunagari_core::plan::block::Block;
use tsunagari_core::plan::measure::Owners;
use tsunagari_core::plan::relation::RelationKind;
use tsunagari_core::sorted::{SortedMap, sort_by_key};

use super::form::{Field, Shape};
use crate::words::{Text, edit as words};

/// An act on a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Facts,
    OpenYear,
    Next,
    Decide,
    Reword,
    Who,
    AddHeading,
    AddMeasure,
    AddItem,
    AddTarget,
    Shift,
    Split,
    Merge,
    End,
    Ties,
    History,
}

impl Act {
    /// What its button says; `draft` is whether the plan is still 案.
    pub(super) fn words(self, draft: bool) -> Text {
        match self {
            Self::Facts => words::facts(),
            Self::OpenYear => words::year(),
            Self::Next => words::next(),
            Self::Decide => {
                if draft {
                    words::decide()
                } else {
                    words::undecide()
                }
            }
            Self::Reword => words::reword(),
            Self::Who => words::who(),
            Self::AddHeading => words::add_heading(),
            Self::AddMeasure => words::add_measure(),
            Self::AddItem => words::add_item(),
            Self::AddTarget => words::add_target(),
            Self::Shift => words::shift(),
            Self::Split => words::split(),
            Self::Merge => words::merge(),
            Self::End => {
                if draft {
                    words::drop()
                } else {
                    words::end()
                }
            }
            Self::Ties => words::ties(),
            Self::History => words::history(),
        }
    }

    /// Those that a row offers.
    pub(super) const fn of(row: &Row) -> &'static [Self] {
        match row {
            Row::Plan(_) => {
                &[Self::Facts, Self::OpenYear, Self::Next, Self::Decide, Self::AddHeading, Self::History]
            }
            Row::Node(_) => &[
                Self::Reword,
                Self::AddHeading,
                Self::AddMeasure,
                Self::Shift,
                Self::Split,
                Self::Merge,
                Self::End,
                Self::Ties,
                Self::History,
            ],
            Row::Measure(_) => &[
                Self::Reword,
                Self::Who,
                Self::AddItem,
                Self::AddTarget,
                Self::Shift,
                Self::Split,
                Self::Merge,
                Self::End,
                Self::Ties,
                Self::History,
            ],
            Row::Item(_) => &[Self::Reword, Self::Who, Self::End, Self::History],
            Row::Target(_) => &[Self::Reword, Self::End, Self::History],
        }
    }
}

/// Parts that one row is split into, at most.
pub(super) const PARTS_MOST: usize = 4;

/// The fields of an act.
pub(super) fn fields(book: &Book, plan: &Plan, row: &Row, act: Act) -> Vec<Field> {
    match act {
        Act::Facts => facts(plan),
        Act::OpenYear => open_year(book, plan),
        Act::Next => next(book, plan),
        Act::Decide | Act::History => Vec::new(),
        Act::Reword => reword(row),
        Act::Who => who(book, plan, row),
        Act::AddHeading => vec![line("title", words::title(), ""), line("number", words::number(), "")],
        Act::AddMeasure => {
            let mut fields = vec![line("title", words::title(), ""), line("number", words::number(), "")];
            fields.extend(column(plan, layout(book, row).as_deref(), None));
            fields.extend(since(plan));
            fields
        }
        Act::AddItem => {
            let mut fields = vec![line("title", words::title(), "")];
            fields.extend(year_choice("year", words::of_year(), plan, None));
            fields.extend(bodies(book, plan, &Owners::default()));
            fields
        }
        Act::AddTarget => target("", "district", "", ""),
        Act::Shift => shift(book, plan, row),
        Act::Split => split(book, plan, row),
        Act::Merge => merge(book, plan, row),
        Act::End => end(plan, row),
        Act::Ties => ties(book, plan, row),
    }
}

pub(super) fn line(key: &str, words: Text, value: impl Into<String>) -> Field {
    Field::new(key, words, Shape::Line, value)
}

fn maybe(key: &str, words: Text, value: Option<&String>) -> Field {
    line(key, words, value.cloned().unwrap_or_default())
}

/// What a row is called.
pub(super) fn name(row: &Row) -> String {
    let number = match row {
        Row::Node(row) => row.number.as_deref(),
        Row::Measure(row) => row.number.as_deref(),
        _ => None,
    };
    let title = match row {
        Row::Target(target) => target.printed.clone(),
        row => row.title().map(ToString::to_string),
    };
    let title = title.unwrap_or_else(|| words::untitled().letters(crate::words::Speech::Plain));
    number.map_or_else(|| title.clone(), |number| format!("{number} {title}"))
}

fn facts(plan: &Plan) -> Vec<Field> {
    let year = |year: Option<FiscalYear>| year.map(|year| year.year().to_string()).unwrap_or_default();
    vec![
        line("title", words::plan_title(), plan.title.as_ref().map(ToString::to_string).unwrap_or_default()),
        maybe("term", words::term(), plan.term.as_ref()),
        line("first", words::first_year(), year(plan.period.first)),
        line("last", words::last_year(), year(plan.period.last)),
    ]
}

fn blocks(all: &SortedMap<String, Block>) -> Vec<Field> {
    let field = |(key, block): (&String, &Block)| {
        let heading = block.heading.clone().or_else(|| block.mark.clone()).unwrap_or_default();
        Field::new(format!("block-{key}"), words::block(&heading), Shape::Lines, block.text.clone())
    };
    all.iter().map(field).chain([Field::new("block-new", words::block_new(), Shape::Lines, "")]).collect()
}

fn reword(row: &Row) -> Vec<Field> {
    let title = line("title", words::title(), row.title().map(ToString::to_string).unwrap_or_default());
    let mut fields = vec![title];
    match row {
        Row::Plan(_) => {}
        Row::Node(row) => {
            fields.extend([
                maybe("subtitle", words::subtitle(), row.subtitle.as_ref()),
                maybe("number", words::number(), row.number.as_ref()),
                maybe("mark", words::mark(), row.mark.as_ref()),
                maybe("tag", words::tag(), row.tag.as_ref()),
                maybe("wg", words::wg(), row.working_group.as_ref()),
            ]);
            fields.extend(blocks(&row.blocks));
        }
        Row::Measure(row) => {
            fields.extend([
                maybe("detail", words::detail(), row.detail.as_ref()),
                maybe("number", words::number(), row.number.as_ref()),
                maybe("mark", words::mark(), row.mark.as_ref()),
                maybe("wg", words::wg(), row.working_group.as_ref()),
            ]);
            fields.extend(blocks(&row.blocks));
        }
        Row::Item(row) => {
            fields.push(maybe("detail", words::detail(), row.detail.as_ref()));
            fields.extend(blocks(&row.blocks));
        }
        Row::Target(row) => {
            use tsunagari_core::plan::target::Goal;
            let (kind, number, unit) = match &row.goal {
                Some(Goal::Coverage { .. }) => ("district", String::new(), String::new()),
                Some(Goal::Places { number, .. }) => ("places", number.to_string(), String::new()),
                Some(Goal::Count { number, unit }) => ("count", number.to_string(), unit.clone()),
                Some(Goal::Frequency { .. }) => ("same", String::new(), String::new()),
                None => ("", String::new(), String::new()),
            };
            return target(row.printed.as_deref().unwrap_or_default(), kind, &number, &unit);
        }
    }
    fields
}

/// A goal of a kind that the form does not know stays as it is.
fn target(printed: &str, kind: &str, number: &str, unit: &str) -> Vec<Field> {
    let mut kinds = vec![
        ("district".to_owned(), words::goal_districts()),
        ("places".to_owned(), words::goal_places()),
        ("count".to_owned(), words::goal_count()),
        (String::new(), words::goal_none()),
    ];
    if kind == "same" {
        kinds.push(("same".to_owned(), words::stays()));
    }
    vec![
        line("printed", words::printed(), printed),
        Field::new("goal", words::goal(), Shape::Choice(kinds), kind),
        line("number", words::amount(), number),
        line("unit", words::unit(), unit),
    ]
}

fn bodies(book: &Book, plan: &Plan, owners: &Owners) -> Vec<Field> {
    let called = |body| book.bodies.get(&body).cloned().unwrap_or_default();
    let ticks = plan.bodies.iter().map(|body| {
        let on = if owners.bodies.contains(body) { "1" } else { "" };
        Field::new(format!("body-{body}"), called(*body).into(), Shape::Tick, on)
    });
    let roles: Vec<String> =
        owners.roles.iter().map(|(body, role)| format!("{}：{role}", called(*body))).collect();
    let head = Field::told("bodies", words::bodies());
    [head]
        .into_iter()
        .chain(ticks)
        .chain([Field::new("roles", words::roles(), Shape::Lines, roles.join("\n"))])
        .collect()
}

/// The years of a plan, where they are known.
pub(super) fn years(plan: &Plan) -> Vec<FiscalYear> {
    let (Some(first), Some(last)) = (plan.period.first, plan.period.last) else { return Vec::new() };
    std::iter::successors(Some(first), |year| year.next()).take_while(|year| *year <= last).collect()
}

fn year_choice(key: &str, words: Text, plan: &Plan, from: Option<FiscalYear>) -> Option<Field> {
    let years = years(plan).into_iter().filter(|year| from.is_none_or(|from| from < *year));
    let choices: Vec<_> = years.map(|year| (year.year().to_string(), year.text().into())).collect();
    let first = choices.first().map(|(key, _)| key.clone())?;
    Some(Field::new(key, words, Shape::Choice(choices), first))
}

/// The first year of what comes into a plan in force; the plan's first is the plan's own.
fn since(plan: &Plan) -> Option<Field> {
    let decided = plan.status != Some(tsunagari_core::plan::Status::Draft);
    year_choice("since", words::from_year(), plan, None).filter(|_| decided)
}

fn who(book: &Book, plan: &Plan, row: &Row) -> Vec<Field> {
    match row {
        Row::Item(row) => bodies(book, plan, &row.owners),
        Row::Measure(row) => {
            let mut fields = bodies(book, plan, &row.owners);
            let layout =
                row.node.and_then(|node| book.layout_key(node)).and_then(|key| plan.layouts.get(key));
            let classes = layout.map(|layout| layout.role_classes.clone()).unwrap_or_default();
            if !classes.is_empty() {
                let none = (String::new(), words::none());
                let choices = [none].into_iter().chain(classes.into_iter().map(|it| (it.clone(), it.into())));
                let now = row.role_class.clone().unwrap_or_default();
                fields.push(Field::new(
                    "role_class",
                    words::role_class(),
                    Shape::Choice(choices.collect()),
                    now,
                ));
            }
            let mut shown = years(plan);
            shown.extend(
                row.schedule.years.keys().filter(|year| plan.period.covers(**year) != Some(true)).copied(),
            );
            if !shown.is_empty() {
                fields.push(Field::told("years", words::cell_hint()));
            }
            fields.extend(shown.into_iter().map(|year| {
                let now = row.schedule.years.get(&year).map(|cell| cell.printed()).unwrap_or_default();
                Field::new(format!("cell-{}", year.year()), words::cell(&year.text()), Shape::Lines, now)
            }));
            fields
        }
        _ => Vec::new(),
    }
}

/// The kind of page that new rows under one stand on.
pub(super) fn layout(book: &Book, row: &Row) -> Option<String> {
    match row {
        Row::Node(node) => book.layout_key(node.id).map(str::to_owned),
        Row::Measure(row) => row.node.and_then(|node| book.layout_key(node)).map(str::to_owned),
        Row::Plan(plan) => {
            let tops = book.nodes.values().filter(|node| node.plan == Some(plan.id) && node.parent.is_none());
            let named = tops.filter_map(|node| node.layout.clone()).next();
            named.or_else(|| plan.layouts.keys().next().cloned())
        }
        _ => None,
    }
}

fn column(plan: &Plan, layout: Option<&str>, now: Option<&String>) -> Option<Field> {
    let mut all: Vec<_> = plan
        .headings
        .iter()
        .filter(|(_, heading)| {
            layout.is_none() || heading.layout.is_none() || heading.layout.as_deref() == layout
        })
        .collect();
    if all.is_empty() {
        return None;
    }
    sort_by_key(&mut all, |(key, heading)| (heading.order, (*key).clone()));
    let first = all.first().map(|(key, _)| (*key).clone()).unwrap_or_default();
    let choices = all.into_iter().map(|(key, heading)| (key.clone(), heading.title.as_str().into()));
    let choices = choices.chain([(String::new(), words::no_column())]).collect();
    Some(Field::new("column", words::column(), Shape::Choice(choices), now.cloned().unwrap_or(first)))
}

/// All headings of a plan with how deep they stand, from the top.
pub(super) fn headings(book: &Book, plan: PlanId) -> Vec<(NodeId, usize)> {
    let above = tsunagari_core::plan::tree::above(book.nodes.values().filter(|node| node.plan == Some(plan)));
    let mut under: SortedMap<Option<NodeId>, Vec<NodeId>> = SortedMap::new();
    for (node, parent) in &above {
        under.of(*parent).push(*node);
    }
    let order = |id: &NodeId| (book.nodes.get(id).map(|node| node.order), *id);
    under.values_mut().for_each(|list| sort_by_key(list, order));
    let mut open: Vec<(NodeId, usize)> = Vec::new();
    let push = |open: &mut Vec<(NodeId, usize)>, of: Option<NodeId>, deep: usize| {
        open.extend(under.get(&of).into_iter().flatten().rev().map(|id| (*id, deep)));
    };
    push(&mut open, None, 0);
    let mut all = Vec::new();
    while let Some((id, deep)) = open.pop() {
        all.push((id, deep));
        push(&mut open, Some(id), deep + 1);
    }
    all
}

fn beside(book: &Book, row: &Row) -> Vec<Row> {
    let mut rows: Vec<(u64, Row)> = match row {
        Row::Node(own) => {
            let same = book.nodes.values().filter(|one| one.plan == own.plan && one.parent == own.parent);
            same.map(|one| (one.order, Row::Node(one.clone()))).collect()
        }
        Row::Measure(own) => {
            let same = book.measures.values().filter(|one| one.plan == own.plan && one.node == own.node);
            same.map(|one| (one.order, Row::Measure(one.clone()))).collect()
        }
        _ => Vec::new(),
    };
    rows.retain(|(_, one)| one.id() != row.id());
    sort_by_key(&mut rows, |(order, row)| (*order, row.id()));
    rows.into_iter().map(|(_, row)| row).collect()
}

fn shift(book: &Book, plan: &Plan, row: &Row) -> Vec<Field> {
    let (parent, heading) = match row {
        Row::Node(node) => (node.parent, None),
        Row::Measure(measure) => (measure.node, Some(measure.heading.as_ref())),
        _ => return Vec::new(),
    };
    let indent = |deep: usize| "　".repeat(deep);
    let all = headings(book, plan.id).into_iter().filter(|(id, _)| id.record() != row.id());
    let all = all.filter_map(|(id, deep)| Some((id, deep, book.nodes.get(&id)?.clone())));
    let mut choices: Vec<(String, Text)> = all
        .map(|(id, deep, node)| {
            (id.to_string(), format!("{}{}", indent(deep), name(&Row::Node(node))).into())
        })
        .collect();
    if matches!(row, Row::Node(_)) {
        choices.insert(0, (String::new(), words::top()));
    }
    let now = parent.map(|id| id.to_string()).unwrap_or_default();
    let mut fields = vec![Field::new("under", words::under(), Shape::Choice(choices), now)];
    if let Some(heading) = heading {
        fields.extend(column(plan, None, heading));
    }
    let rows = beside(book, row);
    let places = rows.iter().map(|row| (row.id().to_string(), words::after(&name(row))));
    let ends = [("last".to_owned(), words::last()), ("first".to_owned(), words::first())];
    let places = ends.into_iter().chain(places).collect();
    fields.push(Field::new("at", words::place(), Shape::Choice(places), "last"));
    fields
}

/// What hangs on a row and may go along with one part of it.
pub(super) fn hanging(book: &Book, row: &Row) -> Vec<Row> {
    match row {
        Row::Node(node) => {
            let nodes = book.nodes.values().filter(|one| one.parent == Some(node.id)).cloned().map(Row::Node);
            let measures = book.measures.values().filter(|one| one.node == Some(node.id));
            nodes.chain(measures.cloned().map(Row::Measure)).collect()
        }
        Row::Measure(measure) => {
            let items =
                book.items.values().filter(|one| one.measure == Some(measure.id)).cloned().map(Row::Item);
            let targets = book.targets.iter().filter(|one| one.measure == Some(measure.id));
            items.chain(targets.cloned().map(Row::Target)).collect()
        }
        _ => Vec::new(),
    }
}

fn from(plan: &Plan) -> Option<Field> {
    let decided = plan.status != Some(tsunagari_core::plan::Status::Draft);
    year_choice("from", words::from_year(), plan, plan.period.first).filter(|_| decided)
}

fn split(book: &Book, plan: &Plan, row: &Row) -> Vec<Field> {
    let title = row.title().map(ToString::to_string).unwrap_or_default();
    let mut fields = vec![Field::new("titles", words::new_titles(), Shape::Lines, title)];
    fields.extend(from(plan));
    fields.push(line("reason", words::reason(), ""));
    fields.extend(hanging(book, row).iter().map(|one| {
        let nth = (1..=PARTS_MOST).map(|n| (n.to_string(), words::nth(n)));
        let choices = [(String::new(), words::stays())].into_iter().chain(nth).collect();
        let now = if matches!(one, Row::Target(_)) { "" } else { "1" };
        Field::new(format!("take-{}", one.id()), words::takes(&name(one)), Shape::Choice(choices), now)
    }));
    fields
}

fn merge(book: &Book, plan: &Plan, row: &Row) -> Vec<Field> {
    let title = row.title().map(ToString::to_string).unwrap_or_default();
    let mut fields = vec![line("title", words::new_title(), title)];
    fields.extend(
        beside(book, row).iter().filter(|one| !one.ended()).map(|one| {
            Field::new(format!("with-{}", one.id()), words::merge_with(&name(one)), Shape::Tick, "")
        }),
    );
    fields.extend(from(plan));
    fields.push(line("reason", words::reason(), ""));
    fields
}

fn end(plan: &Plan, row: &Row) -> Vec<Field> {
    if matches!(row, Row::Item(_) | Row::Target(_)) {
        return Vec::new();
    }
    let decided = plan.status != Some(tsunagari_core::plan::Status::Draft);
    let until = year_choice("until", words::until_year(), plan, None).filter(|_| decided);
    until.into_iter().chain([line("reason", words::reason(), "")]).collect()
}

fn ties(book: &Book, plan: &Plan, row: &Row) -> Vec<Field> {
    let Some(previous) = plan.previous else { return Vec::new() };
    let rows: Vec<(RecordId, String)> = match row {
        Row::Node(_) => {
            let all = headings(book, previous).into_iter();
            all.filter_map(|(id, _)| Some((id.record(), name(&Row::Node(book.nodes.get(&id)?.clone())))))
                .collect()
        }
        _ => {
            let mut all: Vec<_> = book.measures.values().filter(|one| one.plan == Some(previous)).collect();
            sort_by_key(&mut all, |measure| (measure.order, measure.id));
            all.into_iter().map(|one| (one.id.record(), name(&Row::Measure(one.clone())))).collect()
        }
    };
    let choices = rows.into_iter().map(|(id, name)| (id.to_string(), name.into()));
    let choices = [(String::new(), words::none())].into_iter().chain(choices).collect();
    let own = relations(row).iter().find(|tie| tie.kind.lineage());
    let now = own.and_then(|tie| tie.to).map(|to| to.to_string()).unwrap_or_default();
    let kinds = RelationKind::ALL.iter().filter(|kind| kind.lineage());
    let kinds = kinds.map(|kind| (kind.code().to_owned(), kind.printed().into())).collect();
    let kind = own.map_or(RelationKind::Continues, |tie| tie.kind).code();
    vec![
        Field::new("earlier", words::earlier(), Shape::Choice(choices), now),
        Field::new("kind", words::kind(), Shape::Choice(kinds), kind),
        maybe("reason", words::reason(), own.and_then(|tie| tie.reason.as_ref())),
    ]
}

/// A row's ties.
pub(super) fn relations(row: &Row) -> &[tsunagari_core::plan::relation::Relation] {
    match row {
        Row::Node(row) => &row.relations,
        Row::Measure(row) => &row.relations,
        _ => &[],
    }
}

/// The year that is to be opened next, and the items of the last one that has any.
pub(super) fn next_year(book: &Book, plan: &Plan) -> (Option<FiscalYear>, Vec<Row>) {
    let year = |item: &tsunagari_core::plan::year_item::YearItem| item.year.or(plan.items_year);
    let items: Vec<_> = book.items.values().filter(|item| item.plan == Some(plan.id)).collect();
    let last = items.iter().filter_map(|item| year(item)).max();
    let mut of_last: Vec<_> = items.into_iter().filter(|item| year(item) == last).collect();
    sort_by_key(&mut of_last, |item| (item.order, item.id));
    let next = last.and_then(FiscalYear::next);
    (next, of_last.into_iter().filter(|_| last.is_some()).cloned().map(Row::Item).collect())
}

fn open_year(book: &Book, plan: &Plan) -> Vec<Field> {
    let (next, items) = next_year(book, plan);
    let mut fields = Vec::new();
    if let Some(mut field) = year_choice("year", words::open_year(), plan, plan.period.first) {
        if let Some(next) = next.filter(|year| plan.period.covers(*year) == Some(true)) {
            field.value = next.year().to_string();
        }
        fields.push(field);
    }
    let item = |row: &Row| Field::new(format!("item-{}", row.id()), name(row).into(), Shape::Tick, "1");
    if !items.is_empty() {
        fields.push(Field::told("items", words::keep_items()));
    }
    fields.extend(items.iter().map(item));
    let mut measures: Vec<_> = book
        .measures
        .values()
        .filter(|one| one.plan == Some(plan.id) && !one.schedule.years.is_empty())
        .collect();
    sort_by_key(&mut measures, |measure| (measure.order, measure.id));
    if !measures.is_empty() {
        fields.push(Field::told("cells", words::keep_cells()));
    }
    fields.extend(measures.into_iter().map(|measure| {
        let name = name(&Row::Measure(measure.clone()));
        Field::new(format!("cell-{}", measure.id), name.into(), Shape::Tick, "")
    }));
    fields
}

fn next(book: &Book, plan: &Plan) -> Vec<Field> {
    let span = plan.period.first.zip(plan.period.last).map(|(first, last)| last.year() - first.year());
    let first = plan.period.last.and_then(FiscalYear::next);
    let last = first.zip(span).map(|(first, span)| (first.year() + span).to_string());
    let mut fields = vec![
        line("title", words::plan_title(), plan.title.as_ref().map(ToString::to_string).unwrap_or_default()),
        line("term", words::term(), ""),
        line("first", words::first_year(), first.map(|year| year.year().to_string()).unwrap_or_default()),
        line("last", words::last_year(), last.unwrap_or_default()),
        line("reason", words::reason(), ""),
        Field::told("carried", words::carried()),
    ];
    for (id, _) in headings(book, plan.id) {
        let Some(node) = book.nodes.get(&id) else { continue };
        let node = Row::Node(node.clone());
        let mut rows = vec![node];
        let mut own: Vec<_> = book.measures.values().filter(|one| one.node == Some(id)).collect();
        sort_by_key(&mut own, |measure| (measure.order, measure.id));
        rows.extend(own.into_iter().map(|one| Row::Measure(one.clone())));
        for row in rows.into_iter().filter(|row| !row.ended()) {
            let words =
                if matches!(row, Row::Node(_)) { name(&row).into() } else { words::inner(&name(&row)) };
            fields.push(Field::new(format!("carry-{}", row.id()), words, Shape::Tick, "1"));
        }
    }
    fields.push(line("left", words::left_why(), ""));
    fields
}

/// Ids behind a beginning of keys: `carry-…`.
pub(super) fn id_behind(key: &str, stem: &str) -> Option<RecordId> {
    key.strip_prefix(stem).and_then(|id| RecordId::parse(id).ok())
}

/// A measure's id behind a beginning of keys.
pub(super) fn measure_behind(key: &str, stem: &str) -> Option<MeasureId> {
    id_behind(key, stem).map(MeasureId::of)
}
