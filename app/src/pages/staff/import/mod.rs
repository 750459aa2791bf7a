//! 計画の表を取りこむ: a table chosen, shown beside the plan, decided about one by one, put in; where there is no network it
//! waits, and says so.

mod choose;
mod fixes;
mod found;
mod rows;

use leptos::prelude::*;
use tsunagari_core::id::PlanId;
use tsunagari_core::plan::Plan;
use tsunagari_core::record::Kind;

use super::records_of;
use crate::pages::way::to;
use crate::parts::{Icon, Notice, NoticeTone};
use crate::replica::Replica;
use crate::replica::import::{Importing, Taken};
use crate::route::Route;
use crate::words::{Text, import as words};

/// The room.
#[component]
pub fn Import() -> impl IntoView {
    let Importing { kept, taken, .. } = Importing::here();
    let open = Memo::new({
        let kept = kept.clone();
        move |_| kept.with(|kept| kept.as_ref().map(|kept| kept.waits))
    });
    let taken = Memo::new(move |_| taken.get());
    view! {
        {move || taken.get().map(done)}
        {move || match open.get() {
            None => view! { <choose::Choose/> }.into_any(),
            Some(true) => view! { <Waiting/> }.into_any(),
            Some(false) => view! { <found::Found/> }.into_any(),
        }}
    }
}

fn done(taken: Taken) -> impl IntoView {
    let said = if taken.written > 0 { words::done_n(taken.written) } else { words::done_same() };
    view! {
        <Notice tone=NoticeTone::Good title=words::done() lines=vec![said] urgent=true>
            <a class="chip" href=to(Route::InPlan(taken.plan.record()))>{words::see_plan()}</a>
        </Notice>
    }
}

/// Decided as a whole, and not with the server yet.
#[component]
fn Waiting() -> impl IntoView {
    let replica = Replica::here();
    let Importing { kept, sending, .. } = Importing::here();
    let name = kept.with_untracked(|kept| kept.as_ref().and_then(|kept| kept.name.clone()));
    let plan = kept.with_untracked(|kept| kept.as_ref().map(|kept| kept.plan));
    let press = move |_| leptos::task::spawn_local(replica.send_import());
    let back = move |_| {
        leptos::task::spawn_local(async move {
            replica.decide_import(Box::new(|kept| kept.waits = false)).await;
        });
    };
    view! {
        <Notice tone=NoticeTone::Wait icon=Icon::Offline title=words::waits() lines=vec![words::waits_told()]/>
        <section class="card">
            <h2>{file_name(name)}</h2>
            {plan.map(|plan| view! { <p>{words::into(&title_of(plan))}</p> })}
            <button type="button" class="btn main full" on:click=press>
                {move || if sending.get() { words::sending().view() } else { words::send_now().view() }}
            </button>
            <button type="button" class="btn calm full" on:click=back>{words::look_again()}</button>
        </section>
    }
}

/// What the table is called.
fn file_name(name: Option<String>) -> Text {
    name.map_or_else(words::pasted, Text::from)
}

/// The plan's title, as the phone has it.
fn title_of(plan: PlanId) -> String {
    let plans = records_of(Kind::Plan);
    let found =
        plans.with_untracked(|all| all.iter().find(|record| record.id == plan.record()).map(Plan::read));
    found.map(|plan| called(&plan)).unwrap_or_default()
}

/// 第N期 with 愛称: several plans of a ward are called alike, and a list cuts the end off.
fn called(plan: &Plan) -> String {
    let title = plan.title.as_ref().map(|title| title.as_str().to_owned());
    let words: Vec<String> = [plan.term.clone(), title].into_iter().flatten().collect();
    if words.is_empty() { plan.key.clone() } else { words.join(" ") }
}
