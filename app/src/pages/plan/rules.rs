//! All rules of a plan as a table; staff make, change and take them away, with the third part of the program, which holds
//! the form. Two people's values are shown side by side.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::id::PlanId;
use tsunagari_core::intent::Intent;
use tsunagari_core::plan::rule::Rule;

use crate::pages::ask::{ask, told};
use crate::pages::records::Question;
use crate::pages::staff::RuleFormProps;
use crate::pages::way::to;
use crate::parts::Pair;
use crate::read::rules::Ruled;
use crate::replica::Replica;
use crate::route::Route;
use crate::staff::StaffPart;
use crate::words::{Text, rule as words};

/// Which form is open: of a rule by its key, or of a new one.
type Open = Option<Option<String>>;

/// The page below its head.
#[component]
pub fn RulesPage(
    plan: PlanId,
    rules: Memo<Vec<Ruled>>,
    /// Whether this person may change them.
    may: Signal<bool>,
    questions: Signal<Vec<Question>>,
    on_choose: Callback<(String, usize)>,
) -> impl IntoView {
    let part = StoredValue::new(StaffPart::here());
    let open = RwSignal::new(None as Open);
    let form = move |key, rule| {
        let close = Callback::new(move |()| open.set(None));
        part.with_value(StaffPart::pages)
            .map_or_else(|words| words, |pages| (pages.rule_form)(RuleFormProps { plan, key, rule, close }))
    };
    let can = Signal::derive(move || may.get() && part.with_value(StaffPart::is_here));
    let gone = RwSignal::new(None::<(String, Rule)>);
    let said = RwSignal::new(None::<Text>);
    // What arrives while a form is open waits: drawn anew, it would lose what is typed.
    let still = Memo::new(move |held: Option<&Vec<Ruled>>| match held {
        Some(held) if open.get().is_some() => held.clone(),
        _ => rules.get(),
    });
    let put = move |key: String, form: Option<Rule>, then: Option<(String, Rule)>| {
        spawn_local(async move {
            match ask(Replica::here(), Intent::Rule { plan, key: Some(key), form }, &[]).await {
                Ok(_) => gone.set(then),
                Err(not) => said.set(Some(told(&not))),
            }
        });
    };
    let remove = Callback::new(move |(key, rule): (String, Rule)| put(key.clone(), None, Some((key, rule))));
    let rows = move || {
        let now = open.get();
        let rows = still.get().into_iter().map(|ruled| {
            if now == Some(Some(ruled.key.clone())) {
                let (key, rule) = (ruled.key, ruled.rule);
                return view! { <tr><td class="long" colspan="2">{form(Some(key), Some(rule))}</td></tr> }
                    .into_any();
            }
            row(ruled, can, open, remove).into_any()
        });
        rows.collect_view()
    };
    let question = move |it: Question| {
        let field = it.field;
        let choose = Callback::new(move |place| on_choose.run((field.clone(), place)));
        view! { <Pair question=it.words choices=it.choices on_choose=choose/> }
    };
    view! {
        <p>{words::page_told()}</p>
        <div class="stack">{move || questions.get().into_iter().map(question).collect_view()}</div>
        {move || still.with(Vec::is_empty).then(|| view! { <p class="card">{words::page_none()}</p> })}
        <Show when=move || !still.with(Vec::is_empty)>
            <table class="years texts">
                <thead><tr><th scope="col">{words::what()}</th><th scope="col">{words::counts_for()}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </Show>
        <p role="status">
            {move || said.get().map(Text::view)}
            {move || gone.get().map(|(key, rule)| view! {
                {words::removed()} " "
                <button type="button" class="quiet" on:click=move |_| put(key.clone(), Some(rule.clone()), None)>
                    {words::put_back()}
                </button>
            })}
        </p>
        <Show when=move || may.get() && !can.get()>{part.with_value(StaffPart::pages).err()}</Show>
        <Show when=move || can.get() && open.get() == Some(None)>
            <section class="card">{form(None, None)}</section>
        </Show>
        <Show when=move || can.get() && open.get().is_none()>
            <button type="button" class="btn full no-print" on:click=move |_| open.set(Some(None))>{words::add()}</button>
        </Show>
    }
}

fn row(
    ruled: Ruled,
    can: Signal<bool>,
    open: RwSignal<Open>,
    remove: Callback<(String, Rule)>,
) -> impl IntoView {
    let measures = ruled.measures.iter().map(|(id, title)| match title {
        Some(title) => {
            view! { <li><a href=to(Route::InPlan(id.record()))>{title.clone()}</a></li> }.into_any()
        }
        None => view! { <li>{words::missing_measure()}</li> }.into_any(),
    });
    let key = ruled.key.clone();
    let both = StoredValue::new((ruled.key, ruled.rule));
    view! {
        <tr>
            <td class="long" data-year=words::what().attr()>{words::sentence(&ruled.asks)}</td>
            <td class="long" data-year=words::counts_for().attr()>
                <ul class="bullets">{measures.collect_view()}</ul>
                <Show when=move || can.get()>
                    <div class="chips no-print">
                        <button type="button" class="quiet" on:click={
                            let key = key.clone();
                            move |_| open.set(Some(Some(key.clone())))
                        }>{words::edit()}</button>
                        <button type="button" class="quiet" on:click=move |_| remove.run(both.get_value())>{words::remove()}</button>
                    </div>
                </Show>
            </td>
        </tr>
    }
}
