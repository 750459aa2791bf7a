//! The rules of a plan, with the page's head; what stands at the end of a measure's page.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use tsunagari_core::id::{MeasureId, PlanId};
use tsunagari_core::json::FromJson as _;
use tsunagari_core::plan::rule::Rule;
use tsunagari_core::record::Record;
use tsunagari_core::rights::may_keep_rules;
use tsunagari_core::view::View;

use super::Scene;
use super::records::choose;
use crate::navigation::whole;
use crate::pages::plan::{CountsCard, OpenBook, RulesPage, SendCard, Sent};
use crate::pages::records::Question;
use crate::parts::{PairChoice, SampleBanner, TopBar};
use crate::read::rules::{asks, rules};
use crate::read::sheet::named;
use crate::route::{Address, Route};
use crate::words::{Speech, Text, records, rule as words};

/// All rules of a plan.
#[component]
pub fn RulesScreen(plan: PlanId) -> impl IntoView {
    let scene = Scene::here();
    let all = Memo::new(move |_| scene.look(|view, _, _| rules(view, plan, None)));
    let may = Signal::derive(move || {
        scene.look(|view, session, _| {
            let plan = view.get(plan.record());
            session.zip(plan).is_some_and(|(session, plan)| may_keep_rules(session, plan))
        })
    });
    let questions = Signal::derive(move || {
        scene
            .look(|view, _, _| view.get(plan.record()).map(|plan| two_values(view, plan)).unwrap_or_default())
    });
    let on_choose =
        Callback::new(move |(field, place): (String, usize)| choose(scene, plan.record(), &field, place));
    let back = Callback::new(move |()| {
        scene.navigation.back(&Address::of(&scene.slug(), Route::InPlan(plan.record())));
    });
    let name = Signal::derive(move || {
        scene.look(|view, _, _| {
            let title = view.get(plan.record()).and_then(|plan| plan.text("title"));
            title.map(Text::from).into_iter().collect::<Vec<Text>>()
        })
    });
    view! {
        <TopBar title=words::page() lines=name on_back=back/>
        <main class="content" id="content">
            {move || scene.sample().then(|| view! { <SampleBanner/> })}
            <RulesPage plan rules=all may questions on_choose/>
        </main>
    }
}

/// The rules by which logs count for a measure.
fn counts(scene: Scene, plan: PlanId, measure: MeasureId) -> impl IntoView {
    let rules = Signal::derive(move || {
        scene.look(|view, _, _| {
            rules(view, plan, Some(measure)).into_iter().map(|ruled| ruled.asks).collect::<Vec<_>>()
        })
    });
    view! { <CountsCard rules all=scene.path(Route::Rules(plan))/> }
}

/// The end of a measure's page: what counts for it, and the link of its public page, with its title and ward.
pub(super) fn after_measure(scene: Scene, book: OpenBook, measure: MeasureId) -> impl IntoView {
    let plan = book.with_untracked(|book| book.measures.get(&measure).and_then(|measure| measure.plan));
    let link = whole(&format!("/p/{}/plan/{measure}", scene.slug()));
    let text = Memo::new({
        let link = link.clone();
        move |_| {
            let said = book.with(|book| (book.measures.get(&measure).and_then(named), book.ward.clone()));
            [said.0, said.1, Some(link.clone())].into_iter().flatten().collect::<Vec<_>>().join("\n")
        }
    });
    let sent = RwSignal::new(None);
    let on_send = Callback::new(move |()| {
        let text = text.get_untracked();
        spawn_local(async move {
            let replica = scene.replica;
            sent.set(Some(if replica.share(&text).await {
                Sent::Shared
            } else if replica.copy(&text).await {
                Sent::Copied
            } else {
                Sent::Neither
            }));
        });
    });
    view! {
        {plan.map(|plan| counts(scene, plan, measure))}
        <SendCard link on_send sent/>
    }
}

/// The way from a plan to its rules.
pub(super) fn to_rules(scene: Scene, plan: PlanId) -> impl IntoView {
    view! { <a class="link-row card no-print" href=scene.path(Route::Rules(plan))>{words::all_rules()}</a> }
}

/// Rules of which two people wrote two values.
fn two_values(view: &View<'_>, plan: &Record) -> Vec<Question> {
    let said = |value: &Value| {
        Rule::from_json(value.clone())
            .map_or_else(words::none_of_it, |rule| words::sentence(&asks(view, &rule)))
    };
    let mut all: Vec<Question> = Vec::new();
    for other in plan.parallel.iter().filter(|other| other.field.starts_with("rule.")) {
        let name = |id| view.person(id).map(|person| person.name).filter(|name| !name.is_empty());
        let by = other.by.and_then(name).map_or_else(records::by_plaza, Text::from);
        let choice = PairChoice { value: said(&other.value), by };
        if let Some(question) = all.iter_mut().find(|question| question.field == other.field) {
            question.choices.push(choice);
            continue;
        }
        let stands = said(plan.fields.get(&other.field).unwrap_or(&Value::Null));
        let question = words::parallel(&stands.letters(Speech::Plain));
        let now = PairChoice { value: stands, by: records::as_on_server() };
        all.push(Question { field: other.field.clone(), words: question, choices: vec![now, choice] });
    }
    all
}
