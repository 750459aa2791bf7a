//! 紙の記録を入れる: a district's month row by row, from slips and notebooks, by keys alone; each row is saved as it is left.

mod kept;
mod keys;
mod line;
mod row;
mod sheet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::calendar::Month;
use tsunagari_core::id::{DistrictId, GroupId};
use tsunagari_core::query::grid::Column;

use super::choice::Choice;
use super::typed_rows::Kept;
use super::{group_choices, my_districts, room};
use crate::parts::MonthTurn;
use crate::replica::Replica;
use crate::words::grid as words;
use kept::KeptRow;
use row::{RowView, head};
use sheet::{Part, Sheet};

/// What is shown.
type Shown = (DistrictId, Option<GroupId>, Month);

/// The room. `rest` of the address is `MONTH/DISTRICT`, `MONTH/DISTRICT/GROUP` or nothing.
#[component]
pub fn Grid(rest: String) -> impl IntoView {
    let replica = Replica::here();
    let board = replica.board;
    let mut parts = rest.split('/').filter(|part| !part.is_empty());
    let month = parts.next().and_then(|text| Month::parse(text).ok());
    let at = parts.next().unwrap_or_default().to_owned();
    let only = parts.next().unwrap_or_default().to_owned();
    let month = RwSignal::new(month.unwrap_or_else(|| board.today.get_untracked().month()));
    let districts = my_districts();
    let district = RwSignal::new(at);
    let group = RwSignal::new(only);
    let chosen = Memo::new(move |_| {
        let typed = district.with(|text| DistrictId::parse(text).ok());
        districts.with(|all| match typed {
            Some(id) => all.iter().find(|(mine, _)| *mine == id).map(|(id, _)| *id),
            None => all.first().map(|(id, _)| *id),
        })
    });
    let shown = Memo::new(move |_| {
        let group = group.with(|text| GroupId::parse(text).ok());
        Some((chosen.get()?, group, month.get()))
    });
    let foreign = move || chosen.get().is_none();
    view! {
        <div class="desk">
            <section class="card from" aria-label=words::heading().attr()>
                {move || {
                    let all = districts.get();
                    if all.is_empty() {
                        return view! { <p>{words::no_district()}</p> }.into_any();
                    }
                    let choices = all.into_iter().map(|(id, name)| (id.to_string(), name.into())).collect();
                    let now = Signal::derive(move || chosen.get().map(|id| id.to_string()).unwrap_or_default());
                    let choose = Callback::new(move |key| { group.set(String::new()); district.set(key); });
                    view! { <Choice id="grid-district" words=words::district() value=now choices on_choose=choose/> }.into_any()
                }}
                {move || chosen.get().map(|id| view! {
                    <Choice id="grid-group" words=words::group() value=group choices=group_choices(id) on_choose=Callback::new(move |key| group.set(key))/>
                })}
                <MonthTurn month on_turn=Callback::new(move |to| month.set(to))/>
                <p class="small">{words::told()}</p>
            </section>
            <div class="pane">
                {move || foreign().then(|| view! { <p class="card">{words::elsewhere()}</p> })}
                {move || shown.get().map(|shown| view! { <Laid shown/> })}
            </div>
        </div>
    }
}

/// The sheet, once the month's logs of the district are read and what was typed before is found.
#[component]
fn Laid(shown: Shown) -> impl IntoView {
    let replica = Replica::here();
    let sheet = RwSignal::new(None::<Sheet>);
    let (district, group, month) = shown;
    let owner = Owner::current();
    spawn_local(async move {
        // Numbers of the last times, against which odd ones are held, are those of the months before.
        replica.reach_back(month.previous().unwrap_or(month)).await;
        replica.reach(Some(district)).await;
        let kept: Kept<KeptRow> = replica.draft(&Sheet::form(district, month)).await.unwrap_or_default();
        if let Some(owner) = owner {
            let made = owner.with(|| Sheet::new(replica, district, group, month, kept));
            // The page may be gone by now.
            let _gone = sheet.try_set(Some(made));
        }
    });
    on_cleanup(move || replica.flush_draft());
    move || match sheet.get() {
        None => view! { <p class="card" role="status">{words::reading()}</p> }.into_any(),
        Some(sheet) => {
            let parts = sheet.parts.get_value();
            if parts.is_empty() {
                return view! { <p class="card">{words::no_group()}</p> }.into_any();
            }
            parts.into_iter().map(|part| view! { <PartView sheet part/> }).collect_view().into_any()
        }
    }
}

#[component]
fn PartView(sheet: Sheet, part: Part) -> impl IntoView {
    let section = part.section.get_value();
    let id = format!("part-{}", part.key());
    let content = if section.what.is_empty() {
        view! { <p>{words::no_kind()}</p><a class="btn" href=room("groups")>{words::set_kind()}</a> }
            .into_any()
    } else {
        let columns = part.columns.get_value();
        let alone = !columns.iter().any(|column| matches!(column, Column::Band { .. }));
        let heads = columns.iter().map(|column| {
            let class = match column {
                Column::Day => "cell day",
                Column::Held => "cell held",
                Column::About => "cell about",
                _ => "cell",
            };
            view! { <span class=class>{head(column, alone)}</span> }
        });
        view! {
            <div class="cells heads" aria-hidden="true">{heads.collect_view()}</div>
            <ul class="grid-rows">
                <For each=move || part.lines.get() key=|line| line.id let(line)>
                    <RowView sheet part line/>
                </For>
            </ul>
        }
        .into_any()
    };
    view! {
        <section class="card grid-part" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{section.name}</h2>
            {content}
        </section>
    }
}
