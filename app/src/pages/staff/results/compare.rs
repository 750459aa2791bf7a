//! Two years of the ward's results beside each other, field by field, by measure and by what it came from.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::device::reading::Ask;
use tsunagari_core::id::RecordId;
use tsunagari_core::plan::measure::Measure;
use tsunagari_core::plan::result::YearResult;
use tsunagari_core::plan::year_item::YearItem;
use tsunagari_core::record::{Class, Kind, Scope};
use tsunagari_core::shelf::Shelf;
use tsunagari_core::sorted::{SortedMap, SortedSet};
use tsunagari_core::view::View;

use super::model::Standing;
use super::{Choice, once_read, words, years};
use crate::replica::Replica;
use crate::words::Text;

/// What one year says of a measure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Side {
    plan: Vec<String>,
    results: Vec<String>,
    states: Vec<Standing>,
    as_of: Vec<String>,
}

/// A measure with both years.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    name: String,
    sides: [Side; 2],
}

/// The room, once the plans are read.
#[component]
pub fn Compare() -> impl IntoView {
    once_read(|| view! { <Whole/> }.into_any())
}

#[component]
fn Whole() -> impl IntoView {
    let replica = Replica::here();
    let all = untrack(|| years(replica));
    let choices: Vec<(String, Text)> =
        all.iter().rev().map(|year| (year.year().to_string(), year.text().into())).collect();
    let right = RwSignal::new(all.last().copied());
    let left = RwSignal::new(all.iter().rev().nth(1).copied().or_else(|| all.last().copied()));
    let results = RwSignal::new_local(None::<Shelf>);
    spawn_local(async move {
        let scopes = vec![Scope::OrgAll, Scope::OrgStaff];
        let ask = Ask {
            scopes,
            others: None,
            class: Class::Log,
            days: Some(("1900-04-01".to_owned(), "2199-04-01".to_owned())),
            limit: usize::MAX,
        };
        let found = replica.ask(ask, |record| record.kind == Kind::Result && !record.removed()).await;
        results.try_set(Some(Shelf::from(found)));
    });
    let rows = Memo::new(move |_| {
        let years = [left.get(), right.get()];
        let registry = replica.board.registry.get();
        results.with(|results| results.as_ref().map(|results| rows(&registry, results, years)))
    });
    let pick = |year: RwSignal<Option<FiscalYear>>, id: &'static str, name: Text| {
        let value =
            Signal::derive(move || year.get().map(|year| year.year().to_string()).unwrap_or_default());
        let choose = Callback::new(move |key: String| {
            year.set(key.parse().ok().and_then(|year| FiscalYear::new(year).ok()));
        });
        view! { <Choice id words=name value choices=choices.clone() on_choose=choose/> }
    };
    let heads = move || [left, right].map(|year| year.get().map(FiscalYear::text).unwrap_or_default());
    view! {
        <section class="card stack">
            <div class="cards">{pick(left, "compare-left", words::left_year())}{pick(right, "compare-right", words::right_year())}</div>
            <p class="num" role="status">{move || match rows.get() {
                None => words::loading().view(),
                Some(rows) => words::same_only(rows.len()).view(),
            }}</p>
        </section>
        {move || rows.get().unwrap_or_default().into_iter().map(|row| one(row, &heads())).collect_view()}
    }
}

fn one(row: Row, heads: &[String; 2]) -> impl IntoView + use<> {
    let [left, right] = row.sides;
    let states = |side: &Side| side.states.iter().map(|state| state.words().view()).collect_view();
    let texts = |all: &[String]| {
        if all.is_empty() {
            return view! { <p class="small">{words::empty_cell()}</p> }.into_any();
        }
        all.iter().map(|text| view! { <p class="printed">{text.clone()}</p> }).collect_view().into_any()
    };
    let line = |name: Text, one: AnyView, other: AnyView| view! { <tr><th scope="row">{name}</th><td>{one}</td><td>{other}</td></tr> };
    let [first, second] = heads.clone();
    view! {
        <section class="card stack">
            <h2>{row.name}</h2>
            <table class="two-years">
                <thead><tr><td></td><th scope="col">{first}</th><th scope="col">{second}</th></tr></thead>
                <tbody>
                    {line(words::field_plan(), texts(&left.plan), texts(&right.plan))}
                    {line(words::field_result(), texts(&left.results), texts(&right.results))}
                    {line(words::field_state(), states(&left).into_any(), states(&right).into_any())}
                    {line(words::field_as_of(), texts(&left.as_of), texts(&right.as_of))}
                </tbody>
            </table>
        </section>
    }
}

/// The measures of which the two years do not say the same; a measure stands with those that it came from.
fn rows(registry: &Shelf, results: &Shelf, years: [Option<FiscalYear>; 2]) -> Vec<Row> {
    let view = View::of(&[registry, results]);
    let measures: SortedMap<RecordId, Measure> =
        view.live(&Kind::Measure).map(|record| (record.id, Measure::read(record))).collect();
    let items: Vec<YearItem> = view.live(&Kind::Item).map(YearItem::read).collect();
    let told: Vec<YearResult> =
        results.iter().map(YearResult::read).filter(|result| result.office.is_none()).collect();
    let mut seen = SortedSet::new();
    let mut rows = Vec::new();
    let newest = items.iter().filter(|item| item.year == years.iter().flatten().max().copied());
    let of_years = items.iter().filter(|item| years.contains(&item.year));
    for item in newest.chain(of_years) {
        let Some(measure) = item.measure.and_then(|id| measures.get(&id.record())) else { continue };
        if seen.contains(&measure.id.record()) {
            continue;
        }
        let from = measure.relations.iter().filter(|tie| tie.kind.lineage()).filter_map(|tie| tie.to);
        let family: SortedSet<RecordId> = from.chain([measure.id.record()]).collect();
        seen.extend(family.iter().copied());
        let side = |year: Option<FiscalYear>| side(&items, &told, &family, year);
        let sides = years.map(side);
        let [one, other] = &sides;
        if one != other {
            rows.push(Row { name: tsunagari_core::book::sheet::named(measure).unwrap_or_default(), sides });
        }
    }
    rows
}

fn side(
    items: &[YearItem],
    told: &[YearResult],
    family: &SortedSet<RecordId>,
    year: Option<FiscalYear>,
) -> Side {
    let mut side = Side::default();
    let here =
        |item: &&YearItem| item.year == year && item.measure.is_some_and(|id| family.contains(&id.record()));
    for item in items.iter().filter(here) {
        let copies: Vec<&YearResult> =
            told.iter().filter(|result| result.item == Some(item.id) && result.copy.is_some()).collect();
        let merged = told.iter().filter(|result| result.item == Some(item.id) && result.copy.is_none());
        let shown: Vec<&YearResult> = if copies.is_empty() { merged.collect() } else { copies };
        side.plan.extend(item.title.as_ref().map(ToString::to_string));
        for result in shown {
            side.results.extend(result.word.as_ref().map(|word| word.printed()));
            side.states.push(Standing::of(Some(result)));
            side.as_of.extend(result.as_of.map(|day| day.both_text()));
        }
    }
    side.as_of.dedup();
    side
}
