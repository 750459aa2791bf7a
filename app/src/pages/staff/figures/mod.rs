//! 実績数を入れる: an office's numbers that no log can give, row by row with their 出典, by keys alone; each row is saved as it is
//! left, and the whole grid goes out as a file and comes back.

mod file;
mod keys;
mod line;
mod row;
mod sheet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::figures::Asked;
use tsunagari_core::id::OfficeId;
use tsunagari_core::org::Role;
use tsunagari_core::record::Kind;

use super::choice::Choice;
use super::results::years;
use super::typed_rows::Kept;
use super::{office_choices, records_of};
use crate::replica::Replica;
use crate::words::{Text, figure as words};
use row::RowView;
use sheet::{KeptRow, Part, Sheet};

/// The room, once the plans are read.
#[component]
pub fn Figures() -> impl IntoView {
    let replica = Replica::here();
    let there = Memo::new(move |_| !years(replica).is_empty() && replica.board.session.with(Option::is_some));
    move || {
        if there.get() {
            untrack(|| view! { <Whole/> }.into_any())
        } else {
            view! { <p class="card" role="status">{words::reading()}</p> }.into_any()
        }
    }
}

#[component]
fn Whole() -> impl IntoView {
    let replica = Replica::here();
    let session = replica.board.session.get_untracked();
    let admin = session.as_ref().is_some_and(|session| session.role == Role::Admin);
    let own = session.and_then(|session| session.office);
    if !admin && own.is_none() {
        return view! { <p class="card">{words::no_office()}</p> }.into_any();
    }
    let today = replica.board.today.get_untracked();
    let all = untrack(|| years(replica));
    let now = all.iter().find(|year| year.contains(today)).or_else(|| all.last()).copied();
    let year = RwSignal::new(now.map(|year| year.year().to_string()).unwrap_or_default());
    let office = RwSignal::new(own.map(|id| id.to_string()).unwrap_or_default());
    let asked = Memo::new(move |_| {
        let year = year.with(|year| year.parse().ok().and_then(|year| FiscalYear::new(year).ok()))?;
        Some(Asked { year, office: office.with(|id| OfficeId::parse(id).ok()) })
    });
    let choices: Vec<(String, Text)> =
        all.iter().rev().map(|year| (year.year().to_string(), year.text().into())).collect();
    view! {
        <section class="card stack">
            <div class="pair">
                <Choice id="figure-year" words=words::year() value=year choices on_choose=Callback::new(move |key| year.set(key))/>
                {admin.then(|| view! { <OfficeChoice office/> })}
            </div>
            <p class="small">{words::told()}</p>
        </section>
        {move || asked.get().map(|asked| view! { <Laid asked/> })}
    }
    .into_any()
}

#[component]
fn OfficeChoice(office: RwSignal<String>) -> impl IntoView {
    let offices = records_of(Kind::Office).with_untracked(|all| office_choices(all));
    let choices = std::iter::once((String::new(), words::ward())).chain(offices).collect();
    view! { <Choice id="figure-office" words=words::office() value=office choices on_choose=Callback::new(move |key| office.set(key))/> }
}

/// The sheet, once what was typed before is found.
#[component]
fn Laid(asked: Asked) -> impl IntoView {
    let replica = Replica::here();
    let sheet = RwSignal::new(None::<Sheet>);
    let owner = Owner::current();
    spawn_local(async move {
        let kept: Kept<KeptRow> = replica.draft(&Sheet::form(asked)).await.unwrap_or_default();
        if let Some(owner) = owner {
            let made = owner.with(|| Sheet::new(replica, asked, kept));
            // The page may be gone by now.
            let _gone = sheet.try_set(Some(made));
        }
    });
    on_cleanup(move || replica.flush_draft());
    // What others enter meanwhile comes into the rows that nobody types in.
    Effect::watch(
        move || replica.board.registry.track(),
        move |_, _, _| sheet.get_untracked().iter().for_each(|sheet| sheet.follow()),
        false,
    );
    move || match sheet.get() {
        None => view! { <p class="card" role="status">{words::reading()}</p> }.into_any(),
        Some(sheet) => view! { <Rows sheet/> }.into_any(),
    }
}

#[component]
fn Rows(sheet: Sheet) -> impl IntoView {
    let counts = move || {
        let lines = sheet.lines();
        let filled = lines.iter().filter(|line| line.row.with(|row| !row.held.is_empty())).count();
        words::counts(filled, lines.len() - filled)
    };
    let empty = move || sheet.parts.with(Vec::is_empty);
    view! {
        <section class="card stack">
            <p class="num strong" role="status">{move || counts().view()}</p>
            {move || empty().then(|| view! { <p>{words::nothing()}</p> })}
            <Add sheet/>
        </section>
        <For each=move || sheet.parts.get() key=|part| part.item let(part)>
            <PartView sheet part/>
        </For>
        <file::FileCard sheet/>
    }
}

/// A number for an item that has none and of which logs are counted.
#[component]
fn Add(sheet: Sheet) -> impl IntoView {
    let others = Memo::new(move |_| {
        sheet.parts.track();
        sheet.others()
    });
    move || {
        let all = others.get();
        (!all.is_empty()).then(|| {
            let choices = all.into_iter().map(|(id, name)| (id.to_string(), Text::from(name)));
            let choices = std::iter::once((String::new(), words::add_none())).chain(choices).collect();
            view! {
                <Choice id="figure-add" words=words::add() value=Signal::derive(String::new) choices
                    on_choose=Callback::new(move |key: String| sheet.add(&key))/>
            }
        })
    }
}

#[component]
fn PartView(sheet: Sheet, part: Part) -> impl IntoView {
    let (measure, title, detail) = part
        .section
        .with_value(|section| (section.measure.clone(), section.title.clone(), section.detail.clone()));
    let id = format!("part-{}", part.item);
    let heading = if title.is_empty() { measure.clone() } else { title };
    view! {
        <section class="card figure-part" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{heading}{detail.map(|detail| format!("（{detail}）"))}</h2>
            <p class="small">{measure}</p>
            <ul class="grid-rows">
                <For each=move || part.lines.get() key=|line| line.id let(line)>
                    <RowView sheet part line/>
                </For>
            </ul>
        </section>
    }
}
