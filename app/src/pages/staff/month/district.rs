//! A district's month by its groups: what was held, what was expected and is not logged, who has been quiet for long.

use leptos::prelude::*;
use tsunagari_core::calendar::Month;
use tsunagari_core::id::{ActivityId, DistrictId};
use tsunagari_core::intent::Intent;
use tsunagari_core::query::list::{Marks, row};
use tsunagari_core::query::overview::{GroupMonth, Quiet};
use tsunagari_core::query::totals::Tally;

use super::super::{my_districts, room};
use super::{with_months, with_view};
use crate::pages::ask::{ask, told};
use crate::pages::way::to;
use crate::parts::{Tag, Tone};
use crate::replica::Replica;
use crate::route::Route;
use crate::words::{Text, desk as words, kinds};

#[component]
pub fn District(id: DistrictId, month: Month) -> impl IntoView {
    let districts = my_districts();
    let name =
        move || districts.with(|all| all.iter().find(|(one, _)| *one == id).map(|(_, name)| name.clone()));
    let seen = Memo::new(move |_| with_months(month, |months| (months.district(id), months.groups(id))));
    let grid = room(&format!("grid/{month}/{id}"));
    view! {
        <section class="card">
            <h2>{name}" "<span class="num">{month.text()}</span></h2>
            <p class="facts num">{move || seen.with(|(line, _)| {
                let (same, all) = line.same_as_last;
                let share = (all > 0).then(|| words::same_as_last(same, all));
                let facts = [Some(words::times(line.times)), Some(words::heads(line.heads)), Some(words::before(line.before)), share];
                facts.into_iter().flatten().map(|text| view! { <span>{text}</span>"　" }).collect_view()
            })}</p>
            <a class="btn main full" href=grid>{words::to_grid()}</a>
        </section>
        {move || seen.with(|(_, groups)| groups.iter().map(|group| view! { <GroupCard group=group.clone() district=id month/> }).collect_view())}
    }
}

#[component]
fn GroupCard(group: GroupMonth, district: DistrictId, month: Month) -> impl IntoView {
    let grid = room(&format!("grid/{month}/{district}/{}", group.group));
    let (silent, held) = (quiet(&group), held(&group));
    let days = group.unlogged.iter().map(|one| {
        let href = grid.clone();
        view! { <a class="chip num" href=href>{one.meeting.day.short_text()}</a> }
    });
    let days = days.collect_view();
    let logs = group.logs.clone();
    let count = logs.len();
    view! {
        <section class="card">
            <div class="row"><h3>{group.name}</h3>{silent.map(|words| view! { <Tag words tone=Tone::Quiet/> })}</div>
            <p class="facts num">{held.into_iter().map(|text| view! { <span>{text}</span>"　" }).collect_view()}<span>{words::before(group.before)}</span></p>
            {(!days.is_empty()).then(|| view! {
                <div class="stack tight"><p class="small">{words::unlogged_told()}</p><div class="chips">{days}</div></div>
            })}
            {(count > 0).then(|| view! {
                <details class="fold"><summary>{words::logs(count)}</summary>
                    <ul class="entries">{logs.into_iter().map(|log| view! { <LogRow log/> }).collect_view()}</ul>
                </details>
            })}
        </section>
    }
}

fn quiet(group: &GroupMonth) -> Option<Text> {
    group.quiet.map(|quiet| match quiet {
        Quiet::Since(day) => words::quiet_since(&day.both_text()),
        Quiet::NoLog => words::quiet_none(),
    })
}

fn held(group: &GroupMonth) -> Vec<Text> {
    if group.held.is_empty() {
        return vec![words::nothing()];
    }
    let line = |what: &String, tally: &Tally| {
        let name = with_view(|view| view.kinds().get(what).short.to_owned());
        let name = kinds::named(what, &name);
        let times = words::times(tally.times);
        let mut all = vec![name, times];
        all.extend((tally.heads > 0).then(|| words::heads(tally.heads)));
        all.extend((tally.cancelled > 0).then(|| words::cancelled(tally.cancelled)));
        all
    };
    group.held.iter().flat_map(|(what, tally)| line(what, tally)).collect()
}

/// A log with the way to it and 同席・支援した.
#[component]
fn LogRow(log: ActivityId) -> impl IntoView {
    let replica = Replica::here();
    let office =
        replica.board.session.with_untracked(|session| session.as_ref().and_then(|session| session.office));
    let seen = Memo::new(move |_| {
        with_view(|view| {
            let record = view.get(log.record())?;
            let read = tsunagari_core::activity::Activity::read(record);
            let row = row(view, &Marks::default(), record, &read);
            let day = row.when.map(|when| when.text()).unwrap_or_default();
            let supported = office.is_some_and(|office| read.support.contains(&office));
            Some((format!("{day} {}", row.line), supported))
        })
    });
    let said = RwSignal::new(None::<Text>);
    let press = move |yes: bool| {
        leptos::task::spawn_local(async move {
            let done = ask(replica, Intent::Support { log, yes }, &[]).await;
            said.set(done.err().map(|not| told(&not)));
        });
    };
    let on = move || seen.with(|seen| seen.as_ref().is_some_and(|(_, on)| *on));
    view! {
        <li>
            <div class="entry">
                <div class="row">
                    <a class="name num" href=to(Route::Record(log))>{move || seen.with(|seen| seen.as_ref().map(|(line, _)| line.clone()))}</a>
                    {office.map(|_| view! {
                        <button type="button" class="chip" aria-pressed=move || on().to_string() on:click=move |_| press(!on())>
                            {words::supported()}
                        </button>
                    })}
                </div>
                <p role="status">{move || said.get().map(Text::view)}</p>
            </div>
        </li>
    }
}
