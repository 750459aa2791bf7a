//! 表と印刷: a plan's table for a year, on paper, as an Excel book and as CSV; and the 記入依頼 for bodies that do not sign in.
//! What stands in a table is core's; how it is laid and saved is others'.

mod handout;
pub(super) mod inquiry;
mod made;

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::book::Book;
use tsunagari_core::book::outline::outline;
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::id::{NodeId, PlanId};
use tsunagari_core::paper::Sheet;
use tsunagari_core::plan::Plan;

use super::choice::Choice;
use crate::pages::plan::Counting;
use crate::parts::{Icon, Paper, Sign, Tick};
use crate::replica::Replica;
use crate::replica::export::{FileKind, Saved};
use crate::words::{Speaking, Text, table as words};
use made::{file_name, sheets};

/// What is chosen.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    pub book: Memo<Book>,
    pub plan: RwSignal<String>,
    /// The western year; none is all.
    pub year: RwSignal<String>,
    /// A heading; none is the whole plan.
    pub part: RwSignal<String>,
    pub results: RwSignal<bool>,
    /// Whether each heading is a page of its own, with its targets.
    pub handout: RwSignal<bool>,
    /// How far targets have come.
    pub counting: Counting,
}

impl Chosen {
    pub fn plan(self) -> Option<PlanId> {
        self.plan.with(|id| PlanId::parse(id).ok())
    }

    pub fn year(self) -> Option<FiscalYear> {
        self.year.with(|year| year.parse().ok().and_then(|year| FiscalYear::new(year).ok()))
    }

    pub fn part(self) -> Option<NodeId> {
        self.part.with(|id| NodeId::parse(id).ok())
    }
}

/// The room.
#[component]
pub fn TableRoom(counting: Counting) -> impl IntoView {
    let board = Replica::here().board;
    let book = Memo::new(move |_| board.registry.with(|all| Book::read(all.iter())));
    // A plan may arrive while the room is open.
    let there = Memo::new(move |_| book.with(|book| !book.plans.is_empty()));
    move || {
        if there.get() {
            room(book, counting)
        } else {
            view! { <p class="card">{words::no_plan()}</p> }.into_any()
        }
    }
}

fn room(book: Memo<Book>, counting: Counting) -> AnyView {
    let today = Replica::here().board.today.get_untracked().fiscal_year();
    let plans = book.with_untracked(|book| plans_of(book, today));
    let first = plans.first().map(|(id, _)| id.clone()).unwrap_or_default();
    let chosen = Chosen {
        book,
        plan: RwSignal::new(first),
        year: RwSignal::new(String::new()),
        part: RwSignal::new(String::new()),
        results: RwSignal::new(true),
        handout: RwSignal::new(false),
        counting,
    };
    chosen.year.set(book.with_untracked(|book| now_or_last(book, chosen.plan()?, today)).unwrap_or_default());
    view! {
        <Table chosen plans/>
        <inquiry::Inquiry chosen/>
    }
    .into_any()
}

#[component]
fn Table(chosen: Chosen, plans: Vec<(String, Text)>) -> impl IntoView {
    let replica = Replica::here();
    let today = replica.board.today;
    let speech = Speaking::here();
    let said = RwSignal::new(None::<Text>);
    let paper = Paper::apart();
    let form = Signal::derive(move || if chosen.handout.get() { HANDOUT.to_owned() } else { String::new() });
    let choose_plan = move |id: String| {
        chosen.plan.set(id);
        chosen.part.set(String::new());
        let year = chosen
            .book
            .with_untracked(|book| now_or_last(book, chosen.plan()?, today.get_untracked().fiscal_year()));
        chosen.year.set(year.unwrap_or_default());
    };
    // Told what to do with the sheets once they are made; results are read from the device first.
    let make = move |go: Callback<Vec<Sheet>>| {
        spawn_local(async move {
            let all = sheets(replica, chosen, speech.get_untracked()).await;
            if all.is_empty() {
                said.set(Some(words::nothing()));
            } else {
                said.set(None);
                go.run(all);
            }
        });
    };
    let save = move |kind: FileKind| {
        make(Callback::new(move |all: Vec<Sheet>| {
            said.set(Some(words::making()));
            spawn_local(async move {
                let name = untrack(|| file_name(chosen));
                said.set(Some(told(replica.save_sheets(&name, &all, kind).await, &name)));
            });
        }));
    };
    let on_print = move |_| make(Callback::new(move |all: Vec<Sheet>| paper.print(&all)));
    view! {
        <section class="card stack">
            <h2>{words::heading()}</h2>
            <p>{words::told()}</p>
            <Choice id="table-plan" words=words::plan() value=chosen.plan choices=plans
                on_choose=Callback::new(choose_plan)/>
            <Choice id="table-form" words=words::form() value=form choices=forms()
                on_choose=Callback::new(move |key: String| chosen.handout.set(key == HANDOUT))/>
            {move || chosen.handout.get().then(|| view! { <p class="small">{words::form_handout_told()}</p> })}
            {move || view! {
                <Choice id="table-year" words=words::year() value=chosen.year choices=years(chosen)
                    on_choose=Callback::new(move |year| chosen.year.set(year))/>
                <Choice id="table-part" words=words::part() value=chosen.part choices=parts(chosen)
                    on_choose=Callback::new(move |part| chosen.part.set(part))/>
            }}
            <Tick words=words::results() hint=Some(words::results_hint()) on=chosen.results name="table-results"
                on_change=Callback::new(move |on| chosen.results.set(on))/>
            <button type="button" class="btn main full" on:click=on_print>
                <span class="row middle"><Sign icon=Icon::Print/><span>{words::print()}</span></span>
            </button>
            <button type="button" class="btn full" on:click=move |_| save(FileKind::Xlsx)>{words::excel()}</button>
            <button type="button" class="btn full" on:click=move |_| save(FileKind::Csv)>{words::csv()}</button>
            <p role="status">{move || said.get().map(Text::view)}</p>
        </section>
        {paper.place()}
    }
}

/// The key of the handout among the forms.
const HANDOUT: &str = "handout";

fn forms() -> Vec<(String, Text)> {
    vec![(String::new(), words::form_table()), (HANDOUT.to_owned(), words::form_handout())]
}

/// What became of a file, in words.
pub(super) fn told(saved: Saved, name: &str) -> Text {
    match saved {
        Saved::Whole => words::saved(name),
        Saved::Cut => words::saved_cut(),
        Saved::NoProgram => words::no_program(),
        Saved::NotTaken => words::not_taken(),
    }
}

/// The ward's plans, the one in force first, then the newest.
fn plans_of(book: &Book, now: FiscalYear) -> Vec<(String, Text)> {
    let mut plans = book.shelf();
    tsunagari_core::sorted::sort_by_key(&mut plans, |plan| {
        (plan.district.is_some(), plan.period.covers(now) != Some(true))
    });
    let named = |plan: &Plan| [plan.term.clone(), plan.title.as_ref().map(ToString::to_string)];
    plans
        .iter()
        .map(|plan| {
            let name = named(plan).into_iter().flatten().collect::<Vec<_>>().join(" ");
            (plan.id.to_string(), Text::from(if name.is_empty() { plan.key.clone() } else { name }))
        })
        .collect()
}

/// The year that is now, where the plan has it; else its last.
fn now_or_last(book: &Book, plan: PlanId, now: FiscalYear) -> Option<String> {
    let years = years_of(book, plan);
    let year = years.iter().find(|year| **year == now).or(years.last());
    year.map(|year| year.year().to_string())
}

/// The plan's years and those of its items.
fn years_of(book: &Book, plan: PlanId) -> Vec<FiscalYear> {
    let Some(facts) = book.plans.get(&plan) else { return Vec::new() };
    let own = book.items.values().filter(|item| item.plan == Some(plan)).filter_map(|item| item.year);
    let mut years: Vec<FiscalYear> = own.chain(facts.items_year).chain(facts.period.first).collect();
    if let (Some(first), Some(last)) = (facts.period.first, facts.period.last) {
        years
            .extend(core::iter::successors(Some(first), |year| year.next()).take_while(|year| *year <= last));
    }
    let years: tsunagari_core::sorted::SortedSet<FiscalYear> = years.into_iter().collect();
    years.into_iter().collect()
}

fn years(chosen: Chosen) -> Vec<(String, Text)> {
    let years = chosen.plan().map(|plan| chosen.book.with(|book| years_of(book, plan))).unwrap_or_default();
    let each = years.iter().rev().map(|year| (year.year().to_string(), Text::from(year.text())));
    each.chain([(String::new(), words::year_all())]).collect()
}

/// The headings of the two upper levels.
fn parts(chosen: Chosen) -> Vec<(String, Text)> {
    let mut parts = vec![(String::new(), words::part_all())];
    let Some(plan) = chosen.plan() else { return parts };
    chosen.book.with(|book| {
        for branch in outline(book, plan) {
            for (deep, one) in [(0, &branch)].into_iter().chain(branch.branches.iter().map(|one| (1, one))) {
                let named = [one.level.clone(), one.number.clone(), one.title.clone()];
                let name = named.into_iter().flatten().collect::<Vec<_>>().join(" ");
                parts.push((one.id.to_string(), Text::from(format!("{}{name}", "　".repeat(deep)))));
            }
        }
    });
    parts
}
