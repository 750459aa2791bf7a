//! 会の実績: a group's year as it adds up, what its grant still asks, every date; the paper and the files of it.

mod dates;
mod gauge;
mod grant;
mod months;
mod out;
mod roster;

use leptos::prelude::*;
use tsunagari_core::calendar::{Day, FiscalYear};
use tsunagari_core::grant::Grant;
use tsunagari_core::id::GroupId;
use tsunagari_core::paper::Sheet;
use tsunagari_core::query::gauge::Reach;
use tsunagari_core::sorted::SortedMap;

use crate::parts::{Empty, Icon, Notice, NoticeTone, Paper, SampleBanner, TopBar};
use crate::words::{Text, group as words};

pub use dates::{DateRow, OffRow};
pub use months::{MonthLine, MonthTable};
pub use out::Out;
pub use roster::{Roster, RosterButton};

use super::year_chooser::YearChooser;

/// What the page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupModel {
    pub sample: bool,
    pub name: String,
    /// 地区, the years that the group lived.
    pub lines: Vec<Text>,
    pub year: FiscalYear,
    pub years: Vec<(FiscalYear, String)>,
    /// Until the year was read.
    pub reading: bool,
    pub grant: GrantModel,
    /// Days that are due and not logged, as one line, and the way to log them.
    pub unlogged: Option<(Text, Text, String)>,
    pub kinds: Vec<KindModel>,
    pub roster: Roster,
}

/// The grant's gauge, and what can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct GrantModel {
    pub name: Option<Text>,
    pub more: Vec<Text>,
    pub reached: Vec<Reach>,
    /// What can be chosen, where this person may choose.
    pub choice: Option<GrantChoice>,
}

/// The ward's list, and what the group says now.
#[derive(Debug, Clone, PartialEq)]
pub struct GrantChoice {
    pub group: GroupId,
    pub list: SortedMap<String, Grant>,
    pub chosen: Option<String>,
    pub times: Option<u64>,
}

/// One kind of what the group does.
#[derive(Debug, Clone, PartialEq)]
pub struct KindModel {
    pub name: Text,
    pub table: MonthTable,
    pub notes: Vec<Text>,
    pub dates: Vec<DateRow>,
    pub off: Vec<OffRow>,
}

/// What can be asked for here.
#[derive(Clone, Copy)]
pub struct GroupAsks {
    pub back: Callback<()>,
    pub year: Callback<FiscalYear>,
    /// The paper's sheets, with the memos or without.
    pub sheets: Callback<bool, Vec<Sheet>>,
    /// The blank list of a day.
    pub roster: Callback<Option<Day>, Vec<Sheet>>,
}

/// None is a group that this device does not hold.
#[component]
pub fn GroupPage(model: Memo<Option<GroupModel>>, asks: GroupAsks) -> impl IntoView {
    let title = Signal::derive(move || {
        model.with(|it| it.as_ref().map_or_else(words::heading, |it| it.name.as_str().into()))
    });
    let lines =
        Signal::derive(move || model.with(|it| it.as_ref().map(|it| it.lines.clone()).unwrap_or_default()));
    let there = Memo::new(move |_| model.with(Option::is_some));
    let paper = Paper::provide(move || asks.sheets.run(false));
    view! {
        <TopBar title=title lines=lines called=Some(words::heading()) on_back=asks.back />
        <main class="content" id="content">
            {move || {
                if there.get() {
                    view! { <Whole model=Signal::derive(move || model.get()) asks=asks paper=paper /> }.into_any()
                } else {
                    view! { <Empty icon=Icon::People title=words::not_here() /> }.into_any()
                }
            }}
        </main>
    }
}

#[component]
fn Whole(#[prop(into)] model: Signal<Option<GroupModel>>, asks: GroupAsks, paper: Paper) -> impl IntoView {
    let part = move || model.get();
    let grant = Memo::new(move |_| part().map(|it| it.grant));
    let chooser = Memo::new(move |_| part().map(|it| (it.year, it.years)));
    let told = Memo::new(move |_| part().map(|it| (it.reading, it.unlogged, it.kinds)));
    let file = Memo::new(move |_| part().map(|it| (it.name, it.year)));
    let roster = Memo::new(move |_| part().map(|it| it.roster));
    view! {
        {move || part().is_some_and(|it| it.sample).then(|| view! { <SampleBanner /> })}
        {move || chooser.get().map(|(year, years)| view! { <YearChooser year=year years=years on_choose=asks.year /> })}
        <gauge::GaugeCard grant=grant />
        {move || {
            let (reading, unlogged, kinds) = told.get()?;
            Some(
                if reading {
                    view! { <p role="status">{words::loading_year()}</p> }.into_any()
                } else {
                    let empty = kinds.is_empty();
                    view! {
                        {unlogged.map(|(title, days, href)| view! { <Unlogged title=title days=days href=href /> })}
                        {empty.then(|| view! {
                            <section class="card">
                                <Empty icon=Icon::Book title=words::no_logs() way=words::no_logs_way() />
                            </section>
                        })}
                        {kinds.into_iter().map(|it| view! { <Kind it=it /> }).collect_view()}
                    }
                        .into_any()
                },
            )
        }}
        {move || {
            let ready = told.with(|it| it.as_ref().is_some_and(|(reading, _, kinds)| !reading && !kinds.is_empty()));
            file.get().filter(|_| ready).map(|(name, year)| {
                view! { <Out name=words::file(&name, &year.era_text()) sheets=asks.sheets paper=paper memos=true /> }
            })
        }}
        {move || roster.get().map(|roster| view! {
            <section class="card">
                <RosterButton roster=roster sheets=asks.roster paper=paper />
            </section>
        })}
        {paper.place()}
    }
}

#[component]
fn Unlogged(title: Text, days: Text, href: String) -> impl IntoView {
    view! {
        <Notice tone=NoticeTone::Told title=title lines=vec![days]>
            <a class="chip" href=href>{crate::words::today::month_batch()}</a>
        </Notice>
    }
}

#[component]
fn Kind(it: KindModel) -> impl IntoView {
    view! {
        <section class="card">
            <h2>{it.name}</h2>
            <months::Months table=it.table />
            {it.notes.into_iter().map(|note| view! { <p class="small">{note}</p> }).collect_view()}
            <dates::Dates dates=it.dates off=it.off />
        </section>
    }
}
