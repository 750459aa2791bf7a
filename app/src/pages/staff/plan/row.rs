//! One row of the tree: what it is called, values that wait for a choice, its acts, the form of one of them, what is below.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::book::Book;
use tsunagari_core::change::{Act as Done, Outcome};
use tsunagari_core::id::{NodeId, PersonId, PlanId, RecordId};
use tsunagari_core::intent::Intent;
use tsunagari_core::intent::plan::Row;
use tsunagari_core::plan::{Period, Plan, Status, tree};
use tsunagari_core::record::{Hand, Parallel};
use tsunagari_core::shelf::Shelf;
use tsunagari_core::sorted::{SortedMap, sort_by_key};
use tsunagari_core::view::View;

use super::acts::{Act, fields, name};
use super::form::{Make, PlanForm};
use super::{Doing, made, record_of, said};
use crate::pages::ask::ask;
use crate::parts::{Pair, PairChoice, Tag, Tone};
use crate::replica::Replica;
use crate::words::{Speech, Text, edit as words};

/// The plans as they are drawn, and the values that wait beside their rows.
#[derive(Debug, PartialEq)]
pub(super) struct Seen {
    pub(super) book: Book,
    above: SortedMap<NodeId, Option<NodeId>>,
    waiting: SortedMap<RecordId, Vec<Parallel>>,
}

impl Seen {
    pub(super) fn read(all: &Shelf) -> Self {
        let book = Book::read(all.iter());
        let waiting = all.iter().filter(|record| !record.parallel.is_empty());
        Self {
            above: tree::above(book.nodes.values()),
            waiting: waiting.map(|record| (record.id, record.parallel.clone())).collect(),
            book,
        }
    }

    /// Rows right under a heading, or at the top of a plan.
    pub(super) fn under(&self, plan: PlanId, node: Option<NodeId>) -> Vec<Row> {
        let of = Some(plan);
        let above = |id: NodeId| self.above.get(&id).copied().flatten();
        let mut nodes: Vec<_> =
            self.book.nodes.values().filter(|one| one.plan == of && above(one.id) == node).collect();
        sort_by_key(&mut nodes, |node| (node.order, node.id));
        let hangs =
            |at: Option<NodeId>| at.filter(|id| self.book.nodes.get(id).is_some_and(|node| node.plan == of));
        let mut measures: Vec<_> =
            self.book.measures.values().filter(|one| one.plan == of && hangs(one.node) == node).collect();
        sort_by_key(&mut measures, |measure| (measure.order, measure.id));
        let measures = measures.into_iter().cloned().map(Row::Measure);
        measures.chain(nodes.into_iter().cloned().map(Row::Node)).collect()
    }

    /// What is right below any row.
    fn below(&self, plan: PlanId, row: &Row) -> Vec<Row> {
        match row {
            Row::Node(node) => self.under(plan, Some(node.id)),
            Row::Measure(_) => super::acts::hanging(&self.book, row),
            _ => Vec::new(),
        }
    }
}

/// A row with what is below it, drawn once it is opened.
#[component]
pub(super) fn PlanRow(seen: Arc<Seen>, row: Row, depth: usize, doing: Doing) -> AnyView {
    let id = row.id();
    let Some(plan) = row.plan().and_then(|id| seen.book.plans.get(&id)).cloned() else {
        return ().into_any();
    };
    let draft = plan.status == Some(Status::Draft);
    let level = match &row {
        Row::Node(node) => {
            let layout = seen.book.layout_key(node.id).and_then(|key| plan.layouts.get(key));
            layout.and_then(|layout| layout.level(node.level)).map(str::to_owned)
        }
        Row::Item(item) => item.year.or(plan.items_year).map(|year| year.text()),
        _ => None,
    };
    let called = name(&row);
    let label = called.clone();
    let below = !matches!(row, Row::Plan(_)) && !seen.below(plan.id, &row).is_empty();
    let tags = tags(&row, draft);
    let unfit = move || {
        doing
            .unfit
            .with(|all| all.contains(&id))
            .then(|| view! { <Tag words=words::unfit_tag() tone=Tone::Wait/> })
    };
    let questions = questions(&seen, id);
    let kept = StoredValue::new((seen, row, plan));
    let inside = move || {
        doing.inside.with(|all| all.contains(&id)).then(|| {
            kept.with_value(|(seen, row, plan)| {
                let rows = seen.below(plan.id, row);
                let rows = rows
                    .into_iter()
                    .map(|row| view! { <PlanRow seen=Arc::clone(seen) row depth=depth + 1 doing/> });
                view! { <ul class="entries inside">{rows.collect_view()}</ul> }
            })
        })
    };
    let toggle = move |_| {
        doing.inside.update(|all| {
            if !all.remove(&id) {
                all.insert(id);
            }
        });
    };
    // While a form is open, it is all that there is to do.
    let typing = move || doing.open.get().is_some_and(|(at, act)| at == id && act != Act::History);
    let acts = move || {
        (doing.shown.get() == Some(id) && !typing()).then(|| {
            let all = kept.with_value(|(_, row, _)| Act::of(row));
            let button = move |act: Act| {
                let words = act.words(draft);
                view! {
                    <button type="button" class="chip" aria-pressed=move || (doing.open.get() == Some((id, act))).to_string()
                        on:click=move |_| doing.begin(id, act)><span>{words}</span></button>
                }
            };
            view! { <div class="chips">{all.iter().copied().map(button).collect_view()}</div> }
        })
    };
    let form = move || {
        let (_, act) = doing.open.get().filter(|(at, _)| *at == id)?;
        Some(kept.with_value(|(seen, row, plan)| form(seen, row, plan, act, doing)))
    };
    let show = move |_| {
        let now = doing.shown.get_untracked() == Some(id);
        doing.open.set(None);
        doing.shown.set((!now).then_some(id));
    };
    view! {
        <li>
            <div class="entry">
                {level.map(|level| view! { <span class="small">{level}</span> })}
                <div class="row"><b>{called}</b>{tags}{unfit}</div>
                {questions}
                <div class="ways">
                    {below.then(|| view! {
                        <button type="button" class="quiet" aria-expanded=move || doing.inside.with(|all| all.contains(&id)).to_string()
                            on:click=toggle>{words::open_inside()}</button>
                    })}
                    <button type="button" class="quiet" id=format!("fix-{id}") aria-label=words::edit_of(&label).attr()
                        aria-expanded=move || (doing.shown.get() == Some(id)).to_string() on:click=show>{words::edit()}</button>
                </div>
                {acts}
                {form}
            </div>
            {inside}
        </li>
    }
    .into_any()
}

fn tags(row: &Row, draft: bool) -> AnyView {
    let force = match row {
        Row::Node(row) => row.force,
        Row::Measure(row) => row.force,
        _ => Period::default(),
    };
    let state = match row {
        Row::Plan(_) if draft => Some(words::draft()),
        Row::Plan(_) => Some(words::decided()),
        row => row.ended().then(words::ended),
    };
    let from = force.first.map(|year| words::since(&year.text()));
    let until = force.last.map(|year| words::until(&year.text()));
    let all = [state, from, until].into_iter().flatten();
    all.map(|words| view! { <Tag words tone=Tone::Quiet/> }).collect_view().into_any()
}

/// The form of an act, or what happened to the row.
fn form(seen: &Arc<Seen>, row: &Row, plan: &Plan, act: Act, doing: Doing) -> AnyView {
    let id = row.id();
    if act == Act::History {
        return view! { <History id/> }.into_any();
    }
    let asked = fields(&seen.book, plan, row, act);
    let draft = plan.status == Some(Status::Draft);
    let told_first = match act {
        Act::Decide if draft => Some(words::decide_told()),
        Act::Decide => Some(words::undecide_told()),
        Act::End if draft || matches!(row, Row::Item(_) | Row::Target(_)) => Some(words::drop_told()),
        Act::End => Some(words::end_told()),
        _ => None,
    };
    let (seen, row, plan) = (Arc::clone(seen), row.clone(), plan.clone());
    let words = act.words(draft);
    let make: Make = Arc::new(move |values, opened, sure| {
        // What the author changes is said against the row as it was when the form was opened.
        let opened = record_of(opened, row.id()).and_then(Row::read).unwrap_or_else(|| row.clone());
        made::edit(&seen.book, &plan, opened, act, values, sure)
    });
    view! { <PlanForm form=format!("plan.{id}.{act:?}") act=words fields=asked told_first opened=vec![id] make doing/> }
        .into_any()
}

/// どちらか選ぶ, as for other records.
fn questions(seen: &Seen, id: RecordId) -> AnyView {
    let replica = Replica::here();
    let Some(waiting) = seen.waiting.get(&id) else { return ().into_any() };
    let registry = replica.board.registry.get_untracked();
    let Some(record) = record_of(registry.iter(), id) else { return ().into_any() };
    let mut once: Vec<&str> = Vec::new();
    for other in waiting {
        if !once.contains(&other.field.as_str()) {
            once.push(&other.field);
        }
    }
    let question = |field: &str| {
        let stands = record.fields.get(field).cloned().unwrap_or_default();
        let others = waiting.iter().filter(|other| other.field == field);
        let values: Vec<_> = [stands].into_iter().chain(others.map(|other| other.value.clone())).collect();
        let by = |n: usize| if n == 0 { words::now() } else { words::somebody() };
        let choices = values
            .iter()
            .enumerate()
            .map(|(n, value)| PairChoice { value: value_text(&seen.book, value), by: by(n) });
        let choices: Vec<_> = choices.collect();
        let question = words::differ(&said::label(field).letters(Speech::Plain));
        let field = field.to_owned();
        let choose = Callback::new(move |place: usize| {
            let Some(value) = values.get(place).cloned() else { return };
            let intent = Intent::Choose { record: id, field: field.clone(), value };
            spawn_local(async move { _ = ask(replica, intent, &[]).await });
        });
        view! { <Pair question choices on_choose=choose/> }
    };
    once.into_iter().map(question).collect_view().into_any()
}

/// A value as people read it: a row by its name.
fn value_text(book: &Book, value: &serde_json::Value) -> Text {
    use serde_json::Value;
    match value {
        Value::Null => "—".into(),
        Value::String(text) => {
            let called =
                RecordId::parse(text).ok().and_then(|id| book.called(id)).and_then(|called| called.title);
            called.unwrap_or_else(|| text.clone()).into()
        }
        Value::Object(block) => block.get("text").and_then(Value::as_str).unwrap_or("…").to_owned().into(),
        other => other.to_string().into(),
    }
}

/// これまでの変更: the server keeps them all; without a network, what the device knows of it.
#[component]
fn History(id: RecordId) -> impl IntoView {
    let replica = Replica::here();
    let lines = RwSignal::new(held_history(replica, id));
    spawn_local(async move {
        let Ok(steps) = replica.history(id).await else {
            return lines.update(|lines| lines.push(words::history_away()));
        };
        let registry = replica.board.registry.get_untracked();
        let view = View::of(&[&registry]);
        let taken = steps.iter().filter(|step| !matches!(step.outcome, Outcome::Refused { .. }));
        let line = |step: &crate::replica::office::Step| {
            let by = who(&view, step.change.by);
            let what = match &step.change.act {
                Done::Remove => words::act_removed().letters(Speech::Plain),
                Done::Restore => words::act_restored().letters(Speech::Plain),
                Done::Set(fields) => {
                    let mut names: Vec<String> = Vec::new();
                    for name in fields.keys().map(|field| said::label(field).letters(Speech::Plain)) {
                        if !names.contains(&name) {
                            names.push(name);
                        }
                    }
                    names.join("・")
                }
            };
            words::history_line(&step.change.written_at.day().era_text(), &by, &what)
        };
        let mut told: Vec<Text> = taken.map(line).collect();
        told.reverse();
        lines.set(told);
    });
    view! {
        <ul class="stack tight small num">
            {move || lines.get().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
        </ul>
    }
}

/// Who made the row and who changed it last, changes that are not sent yet included.
fn held_history(replica: Replica, id: RecordId) -> Vec<Text> {
    let registry = replica.board.registry.get_untracked();
    let view = View::of(&[&registry]);
    let line = |hand: Hand, what: Text| {
        let at = hand.at.day().era_text();
        words::history_line(&at, &who(&view, hand.by), &what.letters(Speech::Plain))
    };
    let Some(record) = record_of(registry.iter(), id) else { return Vec::new() };
    let last = (record.edited != record.made).then(|| line(record.edited, words::history_last()));
    last.into_iter().chain([line(record.made, words::history_made())]).collect()
}

fn who(view: &View<'_>, by: Option<PersonId>) -> String {
    let name = by.and_then(|id| view.person(id)).map(|person| person.name).filter(|name| !name.is_empty());
    name.unwrap_or_else(|| words::somebody().letters(Speech::Plain))
}
