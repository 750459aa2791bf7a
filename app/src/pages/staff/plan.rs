//! 計画をなおす: the plans of the ward as a tree with 「なおす」 at each row; every act works without a network.

mod acts;
mod form;
mod made;
mod row;
mod said;

use std::sync::Arc;

use leptos::prelude::*;
use tsunagari_core::book::Book;
use tsunagari_core::id::{PlanId, RecordId};
use tsunagari_core::intent::Intent;
use tsunagari_core::intent::plan::{Edit, Row, Step};
use tsunagari_core::org::Role;
use tsunagari_core::plan::Status;
use tsunagari_core::plan::whole::{Fault, Rows, Whole};
use tsunagari_core::record::Record;
use tsunagari_core::sorted::SortedSet;

use wasm_bindgen::JsCast as _;

use super::choice::Choice;
use crate::pages::ask::ask;
use crate::replica::Replica;
use crate::words::{Speech, Text, edit as words, import};
use acts::Act;
use row::{PlanRow, Seen};

/// What was done last, and the way back.
#[derive(Debug, Clone, PartialEq)]
struct Done {
    words: Text,
    steps: Vec<Step>,
}

/// What the room's parts share.
#[derive(Clone, Copy)]
struct Doing {
    /// The row whose acts are shown.
    shown: RwSignal<Option<RecordId>>,
    /// The form that is open.
    open: RwSignal<Option<(RecordId, Act)>>,
    /// Rows whose inside is drawn.
    inside: RwSignal<SortedSet<RecordId>>,
    done: RwSignal<Option<Done>>,
    /// The plan that is shown; none is the first of the shelf.
    chosen: RwSignal<Option<PlanId>>,
    /// Rows of the chosen plan that do not fit.
    unfit: Signal<SortedSet<RecordId>>,
}

impl Doing {
    /// Opens the form of an act; what was done before it can no longer be taken back from here.
    fn begin(self, row: RecordId, act: Act) {
        self.done.set(None);
        self.open.set(Some((row, act)));
        focus("edit-act".to_owned());
    }

    /// The form goes, and what was typed lies by.
    fn close(self) {
        if let Some((row, _)) = self.open.get_untracked() {
            self.open.set(None);
            focus(button(row));
        }
    }

    /// An act was done: the form goes, and whoever typed stands at the row that it was done to, or at the plan that it began.
    fn end(self, row: RecordId, done: Done, begun: Option<PlanId>) {
        self.done.set(Some(done));
        self.open.set(None);
        if begun.is_some() {
            self.chosen.set(begun);
        }
        focus(button(begun.map_or(row, PlanId::record)));
    }
}

/// The id of a row's button.
fn button(row: RecordId) -> String {
    format!("fix-{row}")
}

/// Once what was pressed is drawn.
fn focus(id: String) {
    request_animation_frame(move || {
        let found = document().get_element_by_id(&id);
        if let Some(found) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
            // One that cannot take the focus is only not scrolled to.
            let _refused = found.focus();
        }
    });
}

/// The room.
#[component]
pub fn PlanRoom() -> impl IntoView {
    let board = Replica::here().board;
    let admin = Memo::new(move |_| {
        board.session.with(|session| session.as_ref().is_some_and(|session| session.role == Role::Admin))
    });
    view! {
        <Show when=move || admin.get() fallback=|| view! { <p class="card">{words::admin_only()}</p> }>
            <Desk/>
        </Show>
    }
}

#[component]
fn Desk() -> impl IntoView {
    let board = Replica::here().board;
    let open = RwSignal::new(None::<(RecordId, Act)>);
    // What arrives while a form is open waits: drawn anew, it would lose the place of whoever types.
    let seen = Memo::new(move |held: Option<&Arc<Seen>>| match held {
        Some(held) if open.get().is_some() => Arc::clone(held),
        _ => Arc::new(board.registry.with(Seen::read)),
    });
    let chosen = RwSignal::new(None::<PlanId>);
    let plan = Memo::new(move |_| {
        let first = || seen.with(|seen| seen.book.shelf().first().map(|plan| plan.id));
        chosen.get().filter(|id| seen.with(|seen| seen.book.plans.contains_key(id))).or_else(first)
    });
    let unfit = Memo::new(move |_| {
        let faults = plan.get().map(|id| seen.with(|seen| faults(&seen.book, id))).unwrap_or_default();
        faults.iter().map(|fault| fault.row).collect::<SortedSet<_>>()
    });
    let doing = Doing {
        shown: RwSignal::new(None),
        open,
        inside: RwSignal::new(SortedSet::new()),
        done: RwSignal::new(None),
        chosen,
        unfit: unfit.into(),
    };
    let choices = move || {
        seen.with(|seen| {
            seen.book
                .shelf()
                .into_iter()
                .map(|plan| (plan.id.to_string(), called(&seen.book, plan.id)))
                .collect::<Vec<_>>()
        })
    };
    let value = Signal::derive(move || plan.get().map(|id| id.to_string()).unwrap_or_default());
    let choose = Callback::new(move |id: String| {
        doing.open.set(None);
        chosen.set(PlanId::parse(&id).ok());
    });
    let any = Memo::new(move |_| plan.with(Option::is_some));
    view! {
        <Show when=move || any.get() fallback=|| view! { <p class="card">{import::no_plan()}</p> }>
        <section class="card">
            {move || view! { <Choice id="edit-plan" words=words::which_plan() value choices=choices() on_choose=choose/> }}
            {move || plan.get().and_then(|id| seen.with(|seen| head(seen, id, doing)))}
        </section>
        <section class="card tree">
            {move || plan.get().map(|plan| seen.with(|seen| tree(seen, plan, doing)))}
        </section>
        </Show>
        <DoneLine doing/>
    }
}

fn called(book: &Book, id: PlanId) -> Text {
    let name = book.plan_name(id).unwrap_or_default();
    let Some(plan) = book.plans.get(&id) else { return name.into() };
    let title =
        plan.title.as_ref().map(ToString::to_string).filter(|title| *title != name).unwrap_or_default();
    let years = acts::years(plan);
    let span = years.first().zip(years.last());
    let span = span.map(|(first, last)| format!("{}〜{}", first.text(), last.text())).unwrap_or_default();
    let draft = if plan.status == Some(Status::Draft) {
        words::draft().letters(Speech::Plain)
    } else {
        String::new()
    };
    let said: Vec<String> = [draft, name, title, span].into_iter().filter(|said| !said.is_empty()).collect();
    said.join("　").into()
}

/// The plan itself, with what does not fit in it.
fn head(seen: &Arc<Seen>, id: PlanId, doing: Doing) -> Option<AnyView> {
    let plan = seen.book.plans.get(&id)?;
    let unfit = move || {
        let n = doing.unfit.with(SortedSet::len);
        (n > 0).then(|| view! { <p class="notice wait">{words::unfit(n)}</p> })
    };
    let row = Row::Plan(Box::new(plan.clone()));
    Some(
        view! {
            {unfit}
            <ul class="entries"><PlanRow seen=Arc::clone(seen) row depth=0 doing/></ul>
        }
        .into_any(),
    )
}

/// What does not fit in a plan.
fn faults(book: &Book, id: PlanId) -> Vec<Fault> {
    let Some(plan) = book.plans.get(&id) else { return Vec::new() };
    let of = Some(id);
    let rows = Rows {
        plan: plan.clone(),
        nodes: book.nodes.values().filter(|row| row.plan == of).cloned().collect(),
        measures: book.measures.values().filter(|row| row.plan == of).cloned().collect(),
        items: book.items.values().filter(|row| row.plan == of).cloned().collect(),
        targets: book.targets.iter().filter(|row| row.plan == of).cloned().collect(),
    };
    Whole::parse(rows).err().unwrap_or_default()
}

/// Headings at the top, and measures whose heading is not there.
fn tree(seen: &Arc<Seen>, plan: PlanId, doing: Doing) -> AnyView {
    let tops = seen.under(plan, None);
    view! {
        <ul class="entries">
            {tops.into_iter().map(|row| view! { <PlanRow seen=Arc::clone(seen) row depth=0 doing/> }).collect_view()}
        </ul>
    }
    .into_any()
}

/// What was just done, with the way back, where the thumb is.
#[component]
fn DoneLine(doing: Doing) -> impl IntoView {
    let replica = Replica::here();
    let undo = move |_| {
        let Some(done) = doing.done.get_untracked() else { return };
        leptos::task::spawn_local(async move {
            let intent = Intent::Plan(Edit::Undo(done.steps).into());
            let words = match ask(replica, intent, &[]).await {
                Ok(_) => words::undone(),
                Err(not) => said::told(replica, &not),
            };
            doing.done.set(Some(Done { words, steps: Vec::new() }));
        });
    };
    view! {
        <div class="done-line" role="status">
            {move || doing.done.get().map(|done| view! {
                <div class="notice good">
                    <span>{done.words}</span>
                    {(!done.steps.is_empty()).then(|| view! {
                        <button type="button" class="btn" on:click=undo>{words::undo()}</button>
                    })}
                </div>
            })}
        </div>
    }
}

/// The records as they are on the board, found by id.
fn record_of<'r>(all: impl IntoIterator<Item = &'r Record>, id: RecordId) -> Option<&'r Record> {
    all.into_iter().find(|record| record.id == id)
}
