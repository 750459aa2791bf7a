//! 印刷物: which paper, of which district, group and month; the paper itself stands below as it will be printed.

mod circular;
mod held;
mod lesson;
mod poster;
mod sheet;
mod slip;

use leptos::prelude::*;
use tsunagari_core::calendar::Month;
use tsunagari_core::group::Group;
use tsunagari_core::id::{DistrictId, GroupId};
use tsunagari_core::record::Kind;

use super::choice::Choice;
use super::{my_districts, records_of};
use crate::parts::{Icon, Sign};
use crate::replica::Replica;
use crate::words::{Text, papers as words};

/// Months that may be chosen, from the last one on.
const MONTHS: usize = 5;

/// A paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paper {
    Circular,
    Slip,
    Poster,
    Lesson,
    Held,
}

impl Paper {
    const ALL: [Self; 5] = [Self::Circular, Self::Slip, Self::Poster, Self::Lesson, Self::Held];

    fn name(self) -> Text {
        match self {
            Self::Circular => words::circular(),
            Self::Slip => words::slip(),
            Self::Poster => words::poster(),
            Self::Lesson => words::lesson(),
            Self::Held => words::held(),
        }
    }
}

/// What was chosen; kept while the room is open.
#[derive(Clone, Copy)]
struct Chosen {
    paper: RwSignal<Paper>,
    district: RwSignal<Option<DistrictId>>,
    group: RwSignal<Option<GroupId>>,
    month: RwSignal<Month>,
    /// The district whose logs are read: a paper of another would say that there are none.
    reached: RwSignal<Option<DistrictId>>,
}

/// The room.
#[component]
pub fn Papers() -> impl IntoView {
    let replica = Replica::here();
    let today = replica.board.today.get_untracked();
    let next = today.month().next().unwrap_or_else(|| today.month());
    let districts = my_districts();
    let chosen = Chosen {
        paper: RwSignal::new(Paper::Circular),
        district: RwSignal::new(districts.with_untracked(|all| all.first().map(|(id, _)| *id))),
        group: RwSignal::new(None),
        month: RwSignal::new(next),
        reached: RwSignal::new(None),
    };
    // What was done in another district is read when its paper is asked for.
    Effect::new(move |_| {
        let district = chosen.district.get();
        leptos::task::spawn_local(async move {
            replica.reach(district).await;
            chosen.reached.set(district);
        });
    });
    let papers = Paper::ALL.into_iter().map(|paper| {
        let now = move || chosen.paper.get() == paper;
        view! {
            <button type="button" class="chip" aria-pressed=move || now().to_string()
                on:click=move |_| chosen.paper.set(paper)>
                <span>{paper.name()}</span>
            </button>
        }
    });
    let print = move |_| drop(window().print());
    view! {
        <section class="card no-print">
            <h2 id="papers-which">{words::which()}</h2>
            <div class="chips" role="group" aria-labelledby="papers-which">{papers.collect_view()}</div>
            {move || asked(chosen)}
            <button type="button" class="btn main full" on:click=print aria-describedby="papers-told">
                <span class="row middle"><Sign icon=Icon::Print/><span>{words::print()}</span></span>
            </button>
            <p class="small" id="papers-told">{words::print_told()}</p>
        </section>
        {move || match chosen.paper.get() {
            Paper::Circular if chosen.reached.get() != chosen.district.get() => {
                view! { <p class="card" role="status">{words::reading()}</p> }.into_any()
            }
            Paper::Circular => view! { <circular::CircularSheet district=chosen.district month=chosen.month/> }.into_any(),
            Paper::Slip => view! { <slip::SlipSheets group=chosen.group month=chosen.month/> }.into_any(),
            Paper::Poster => view! { <poster::PosterSheet district=chosen.district/> }.into_any(),
            Paper::Lesson => view! { <lesson::LessonSheet/> }.into_any(),
            Paper::Held => view! { <held::HeldSheet/> }.into_any(),
        }}
    }
}

/// What the paper asks for besides.
fn asked(chosen: Chosen) -> AnyView {
    match chosen.paper.get() {
        Paper::Circular => view! { {district(chosen)} {month(chosen)} }.into_any(),
        Paper::Slip => view! { {district(chosen)} {group(chosen)} {month(chosen)} }.into_any(),
        Paper::Poster => district(chosen),
        Paper::Lesson | Paper::Held => ().into_any(),
    }
}

fn district(chosen: Chosen) -> AnyView {
    let districts = my_districts().get();
    if districts.is_empty() {
        return view! { <p>{words::no_district()}</p> }.into_any();
    }
    let choices = districts.into_iter().map(|(id, name)| (id.to_string(), Text::from(name))).collect();
    let value = Signal::derive(move || chosen.district.get().map(|id| id.to_string()).unwrap_or_default());
    let on_choose = Callback::new(move |id: String| chosen.district.set(id.parse().ok()));
    view! { <Choice id="papers-district" words=words::for_district() value choices on_choose/> }.into_any()
}

fn group(chosen: Chosen) -> AnyView {
    let today = Replica::here().board.today.get();
    let groups = records_of(Kind::Group).get();
    let groups = groups.iter().filter(|record| record.scope.district() == chosen.district.get());
    let groups: Vec<Group> = groups.map(Group::read).filter(|group| group.lives_on(today)).collect();
    if groups.is_empty() {
        return view! { <p>{words::no_group()}</p> }.into_any();
    }
    if !groups.iter().any(|group| Some(group.id) == chosen.group.get_untracked()) {
        chosen.group.set(groups.first().map(|group| group.id));
    }
    let choices = groups.into_iter().map(|group| (group.id.to_string(), Text::from(group.name))).collect();
    let value = Signal::derive(move || chosen.group.get().map(|id| id.to_string()).unwrap_or_default());
    let on_choose = Callback::new(move |id: String| chosen.group.set(id.parse().ok()));
    view! { <Choice id="papers-group" words=words::for_group() value choices on_choose/> }.into_any()
}

fn month(chosen: Chosen) -> AnyView {
    let today = Replica::here().board.today.get().month();
    let from = today.previous().unwrap_or(today);
    let months = core::iter::successors(Some(from), |month| month.next()).take(MONTHS);
    let choices = months.map(|month| (month.to_string(), Text::from(month.both_text()))).collect();
    let value = Signal::derive(move || chosen.month.get().to_string());
    let on_choose = Callback::new(move |month: String| {
        if let Ok(month) = Month::parse(&month) {
            chosen.month.set(month);
        }
    });
    view! { <Choice id="papers-month" words=words::for_month() value choices on_choose/> }.into_any()
}
