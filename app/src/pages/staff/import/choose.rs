//! Which plan, and which table: a file, or what was copied.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use tsunagari_core::from_json;
use tsunagari_core::id::PlanId;
use tsunagari_core::plan::Plan;
use tsunagari_core::record::Kind;
use tsunagari_core::sorted::sort_by_key;

use super::super::choice::Choice;
use super::super::records_of;
use super::called;
use crate::parts::TextArea;
use crate::replica::Replica;
use crate::replica::import::NotTaken;
use crate::words::{Text, import as words};

/// What is pasted lies by under this name until it is read.
const PASTED: &str = "import.paste";

/// What was pasted, and for which plan.
#[derive(Serialize)]
struct Pasted {
    plan: String,
    text: String,
}

from_json! { Pasted { plan, text } }

/// The card; nothing is open.
#[component]
pub(super) fn Choose() -> impl IntoView {
    let replica = Replica::here();
    let plans = plans();
    let first = plans.first().map(|(id, _)| id.clone()).unwrap_or_default();
    let plan = RwSignal::new(first);
    let pasted = RwSignal::new(String::new());
    let said = RwSignal::new(None::<Text>);
    spawn_local(async move {
        let Some(kept) = replica.draft::<Pasted>(PASTED).await else { return };
        // What was typed meanwhile goes before, and the page may be gone.
        if pasted.try_with_untracked(String::is_empty) == Some(true) {
            plan.set(kept.plan);
            pasted.set(kept.text);
        }
    });
    let keep = move || {
        let now = Pasted { plan: plan.get_untracked(), text: pasted.get_untracked() };
        replica.type_draft(PASTED, &now);
    };
    let chosen = move || PlanId::parse(&plan.get_untracked()).ok();
    let tell = move |taken: Result<(), NotTaken>| {
        said.set(taken.err().map(|not| match not {
            NotTaken::Large => words::too_large(),
            NotTaken::Store => words::not_kept(),
        }));
    };
    let choose = move |_| {
        let Some(plan) = chosen() else { return };
        spawn_local(async move { tell(replica.choose_import(plan).await.map(|_| ())) });
    };
    let read = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (Some(plan), text) = (chosen(), pasted.get_untracked()) else { return };
        if !text.trim().is_empty() {
            spawn_local(async move {
                let taken = replica.open_import(plan, None, text.as_bytes()).await;
                if taken.is_ok() {
                    replica.stop_draft();
                    replica.drop_draft(PASTED).await;
                }
                tell(taken);
            });
        }
    };
    if plans.is_empty() {
        return view! { <p class="card">{words::no_plan()}</p> }.into_any();
    }
    view! {
        <section class="card">
            <h2>{words::heading()}</h2>
            <p>{words::told()}</p>
            <Choice id="import-plan" words=words::plan() value=plan choices=plans on_choose=Callback::new(move |key| { plan.set(key); keep(); })/>
            <button type="button" class="btn main full" on:click=choose>
                <span>{words::choose()}<small>{words::choose_hint()}</small></span>
            </button>
            <p role="status" class="wrong">{move || said.get().map(Text::view)}</p>
        </section>
        <form class="card stack" on:submit=read>
            <TextArea id="import-paste" words=words::paste() hint=Some(words::paste_hint()) value=pasted
                on_type=Callback::new(move |typed| { pasted.set(typed); keep(); })/>
            <button type="submit" class="btn full">{words::paste_read()}</button>
        </form>
    }
    .into_any()
}

/// The ward's plans, the one in force first, then the newest.
fn plans() -> Vec<(String, Text)> {
    let year = Replica::here().board.today.get_untracked().fiscal_year();
    let mut plans: Vec<Plan> =
        records_of(Kind::Plan).with_untracked(|all| all.iter().map(Plan::read).collect());
    sort_by_key(&mut plans, |plan| {
        let first = plan.period.first.map_or(0, |first| -first.year());
        (plan.district.is_some(), plan.period.covers(year) != Some(true), first)
    });
    plans.iter().map(|plan| (plan.id.to_string(), Text::from(called(plan)))).collect()
}
