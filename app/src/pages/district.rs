//! 地区の1年のまとめ: a district's groups by kind, with times, heads and helpers; its paper and its files.

use leptos::prelude::*;
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::paper::Sheet;

use super::group::Out;
use super::year_chooser::YearChooser;
use crate::parts::{Empty, Icon, Paper, SampleBanner, TopBar};
use crate::words::{Text, group as words};

/// What the page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct DistrictModel {
    pub sample: bool,
    pub name: String,
    pub year: FiscalYear,
    pub years: Vec<(FiscalYear, String)>,
    /// Until the year was read.
    pub reading: bool,
    pub kinds: Vec<KindLines>,
}

/// One kind of what was done.
#[derive(Debug, Clone, PartialEq)]
pub struct KindLines {
    pub name: Text,
    /// What is told between the times and the helpers: who came, or what was reached; none where a kind counts neither.
    pub came: Option<Text>,
    pub lines: Vec<GroupLine>,
    pub sum: Option<(Text, Vec<Text>)>,
}

/// A group's numbers, and the way to its own page.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupLine {
    pub name: Text,
    pub href: Option<String>,
    pub numbers: Vec<Text>,
    /// The logs that were counted.
    pub logs: Option<String>,
}

/// What can be asked for here.
#[derive(Clone, Copy)]
pub struct DistrictAsks {
    pub back: Callback<()>,
    pub year: Callback<FiscalYear>,
    pub sheets: Callback<bool, Vec<Sheet>>,
}

/// None is a district that this person does not see.
#[component]
pub fn DistrictPage(model: Memo<Option<DistrictModel>>, asks: DistrictAsks) -> impl IntoView {
    let title = Signal::derive(move || {
        model.with(|it| it.as_ref().map_or_else(words::district, |it| it.name.as_str().into()))
    });
    let paper = Paper::provide(move || asks.sheets.run(false));
    view! {
        <TopBar title=title called=Some(words::district()) on_back=asks.back />
        <main class="content" id="content">
            {move || match model.get() {
                Some(it) => whole(it, asks, paper),
                None => view! { <Empty icon=Icon::People title=words::not_here() /> }.into_any(),
            }}
            {paper.place()}
        </main>
    }
}

fn whole(it: DistrictModel, asks: DistrictAsks, paper: Paper) -> AnyView {
    let empty = it.kinds.is_empty();
    let name = words::file(&it.name, &it.year.era_text());
    let told = match (it.reading, empty) {
        (true, _) => view! { <p role="status">{words::loading_year()}</p> }.into_any(),
        (false, true) => view! {
            <section class="card">
                <Empty icon=Icon::Book title=words::no_logs() />
            </section>
        }
        .into_any(),
        (false, false) => view! {
            {it.kinds.into_iter().map(kind).collect_view()}
            <Out name=name sheets=asks.sheets paper=paper print=words::district_print() />
        }
        .into_any(),
    };
    view! {
        {it.sample.then(|| view! { <SampleBanner /> })}
        <p>{words::district_told()}</p>
        <YearChooser year=it.year years=it.years on_choose=asks.year />
        {told}
    }
    .into_any()
}

fn kind(it: KindLines) -> impl IntoView {
    let cells = |numbers: Vec<Text>, mut logs: Option<String>| {
        let cell = |number: Text| match logs.take() {
            Some(logs) => view! { <td><a href=logs>{number}</a></td> }.into_any(),
            None => view! { <td>{number}</td> }.into_any(),
        };
        numbers.into_iter().map(cell).collect_view()
    };
    let line = move |it: GroupLine| {
        let name = it.name;
        let name = match it.href {
            Some(href) => view! { <a href=href>{name}</a> }.into_any(),
            None => name.view(),
        };
        view! { <tr><th scope="row">{name}</th>{cells(it.numbers, it.logs)}</tr> }
    };
    view! {
        <section class="card">
            <h2>{it.name.clone()}</h2>
            <table class="sums named num">
                <caption class="unseen">{it.name}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::group_name()}</th>
                        <th scope="col">{words::times()}</th>
                        {it.came.map(|came| view! { <th scope="col">{came}</th> })}
                        <th scope="col">{words::helpers()}</th>
                    </tr>
                </thead>
                <tbody>{it.lines.into_iter().map(line).collect_view()}</tbody>
                {it.sum.map(|(name, numbers)| view! {
                    <tfoot><tr><th scope="row">{name}</th>{cells(numbers, None)}</tr></tfoot>
                })}
            </table>
        </section>
    }
}
