//! The form of a rule: what it asks for, what it counts for, and what it would change on this phone before it is saved.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::id::{GroupId, MeasureId, PlanId};
use tsunagari_core::intent::{Intent, Refusal};
use tsunagari_core::plan::rule::Rule;
use tsunagari_core::query::serves::preview;
use tsunagari_core::sorted::SortedSet;
use tsunagari_core::view::View;

use crate::pages::ask::{NotDone, ask, told};
use crate::parts::{TextField, Tick};
use crate::read::rules::{asks, offered, title};
use crate::replica::Replica;
use crate::words::{Speech, Text, kinds, rule as words};

fn look<T>(replica: Replica, look: impl FnOnce(&View<'_>) -> T) -> T {
    let (registry, logs) = (replica.board.registry.get(), replica.board.logs.get());
    look(&View::of(&[&registry, &logs]))
}

/// Makes a rule, or changes one.
#[component]
pub fn RuleForm(
    plan: PlanId,
    #[prop(optional)] key: Option<String>,
    #[prop(optional)] rule: Option<Rule>,
    close: Callback<()>,
) -> impl IntoView {
    let replica = Replica::here();
    let before = rule.unwrap_or_default();
    let kinds = RwSignal::new(before.kinds);
    let group = RwSignal::new(before.group.map(|id| id.to_string()).unwrap_or_default());
    let runner = RwSignal::new(before.runner.unwrap_or_default());
    let opened = RwSignal::new(before.opened_within_plan);
    let measures = RwSignal::new(before.measures);
    let said = RwSignal::new(None::<Text>);
    let key = StoredValue::new(key);
    let shown = StoredValue::new(replica.held(&[plan.record()]));
    let form = Signal::derive(move || Rule {
        title: String::new(),
        kinds: kinds.get(),
        group: GroupId::parse(&group.get()).ok(),
        runner: Some(runner.get()).filter(|runner| !runner.trim().is_empty()),
        opened_within_plan: opened.get(),
        measures: measures.get(),
    });
    let would = Memo::new(move |_| {
        let form = form.get();
        let key = key.get_value().unwrap_or_default();
        look(replica, |view| preview(view, plan, &key, Some(&form)))
    });
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut form = form.get_untracked();
        form.title =
            untrack(|| look(replica, |view| words::sentence(&asks(view, &form)).letters(Speech::Plain)));
        let (key, shown) = (key.get_value(), shown.get_value());
        spawn_local(async move {
            match ask(replica, Intent::Rule { plan, key, form: Some(form) }, &shown).await {
                Ok(_) => close.run(()),
                Err(NotDone::Refused(Refusal::Rule(fault))) => said.set(Some(words::fault(fault))),
                Err(not) => said.set(Some(told(&not))),
            }
        });
    };
    view! {
        <form class="stack" on:submit=save>
            <Kinds kinds/>
            <Groups group/>
            <TextField id="rule-runner" words=words::runner() hint=words::runner_hint() value=runner
                on_type=Callback::new(move |typed| runner.set(typed))/>
            <Tick words=words::opened() on=opened name="opened" on_change=Callback::new(move |on| opened.set(on))/>
            <Measures plan measures/>
            <p role="status" class="small">
                {move || would.with(|it| match it.change {
                    0 => words::would_not(),
                    n => words::would_change(n, it.gain, it.lose),
                }).view()}
            </p>
            <p role="alert" class="wrong">{move || said.get().map(Text::view)}</p>
            <div class="pair">
                <button type="button" class="btn calm" on:click=move |_| close.run(())>{words::cancel()}</button>
                <button type="submit" class="btn main">{words::save()}</button>
            </div>
        </form>
    }
}

#[component]
fn Kinds(kinds: RwSignal<SortedSet<String>>) -> impl IntoView {
    let all: Vec<(String, Text)> = untrack(|| {
        look(Replica::here(), |view| {
            let all = view.kinds();
            let named = all.all().map(|kind| (kind.key.to_owned(), kinds::named(kind.key, kind.short)));
            named.collect()
        })
    });
    let ticks = all.into_iter().map(|(key, name)| {
        let mine = key.clone();
        let on = Signal::derive(move || kinds.with(|kinds| kinds.contains(&mine)));
        let change = Callback::new(move |on| {
            kinds.update(|kinds| {
                if on {
                    kinds.insert(key.clone());
                } else {
                    kinds.remove(&key);
                }
            });
        });
        view! { <Tick words=name on name="kind" on_change=change/> }
    });
    view! { <fieldset class="stack tight"><legend>{words::kind()}</legend>{ticks.collect_view()}</fieldset> }
}

#[component]
fn Groups(group: RwSignal<String>) -> impl IntoView {
    let groups: Vec<(String, String)> = untrack(|| {
        look(Replica::here(), |view| view.groups().map(|group| (group.id.to_string(), group.name)).collect())
    });
    let options = groups.into_iter().map(|(id, name)| {
        let mine = id.clone();
        view! { <option value=id selected=move || group.with(|group| *group == mine)>{name}</option> }
    });
    view! {
        <div class="field">
            <label for="rule-group">{words::group()}</label>
            <select id="rule-group" class="write" on:change=move |event| group.set(event_target_value(&event))>
                <option value="" selected=move || group.with(String::is_empty)>{words::any_group()}</option>
                {options.collect_view()}
            </select>
        </div>
    }
}

#[component]
fn Measures(plan: PlanId, measures: RwSignal<SortedSet<MeasureId>>) -> impl IntoView {
    let replica = Replica::here();
    let search = RwSignal::new(String::new());
    let rows = Memo::new(move |_| {
        look(replica, |view| {
            let chosen = measures.get().into_iter().map(|id| (id, title(view, id).unwrap_or_default()));
            let mut rows: Vec<(MeasureId, String)> = chosen.collect();
            rows.extend(offered(view, &[plan], &search.get(), |id| measures.with(|all| all.contains(&id))));
            rows
        })
    });
    let tick = move |(id, title): (MeasureId, String)| {
        let on = Signal::derive(move || measures.with(|all| all.contains(&id)));
        let change = Callback::new(move |on| {
            measures.update(|all| {
                if on {
                    all.insert(id);
                } else {
                    all.remove(&id);
                }
            });
        });
        let name = if title.is_empty() { words::missing_measure() } else { Text::from(title) };
        view! { <Tick words=name on name="measure" on_change=change/> }
    };
    view! {
        <fieldset class="stack tight">
            <legend>{words::measures()}</legend>
            <div class="field">
                <label for="rule-measure">{words::search()}</label>
                <input id="rule-measure" class="write" type="search" autocomplete="off" prop:value=move || search.get()
                    on:input=move |event| search.set(event_target_value(&event))/>
            </div>
            <For each=move || rows.get() key=Clone::clone let(row)>{tick(row)}</For>
        </fieldset>
    }
}
