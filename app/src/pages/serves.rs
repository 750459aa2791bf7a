//! 「この記録を数える取組」 on a log's page: what it counts for, by the rules or by a person's word, and the way to change it.

use leptos::prelude::*;
use tsunagari_core::id::MeasureId;

use crate::parts::Tick;
use crate::words::rule as words;

/// A measure that a log counts for, or was said not to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serve {
    pub measure: MeasureId,
    pub title: String,
    pub href: String,
    pub on: bool,
    /// A person said so.
    pub by_person: bool,
}

/// What can be asked for here.
#[derive(Debug, Clone, Copy)]
pub struct ServeAsks {
    pub say: Callback<(MeasureId, bool)>,
    /// Measures that a search finds and that the log does not count for.
    pub find: Callback<String, Vec<(MeasureId, String)>>,
}

#[component]
pub fn ServesCard(
    serves: Vec<Serve>,
    /// Whether this person may change it.
    may: bool,
    asks: ServeAsks,
) -> impl IntoView {
    let none = serves.iter().all(|serve| !serve.on);
    let row = move |it: Serve| {
        if !may {
            return it.on.then(|| {
                view! { <li><a class="link-row" href=it.href><span>{it.title}</span></a></li> }.into_any()
            });
        }
        let hint = it.by_person.then(|| if it.on { words::serve_own() } else { words::serve_not() });
        let measure = it.measure;
        let change = Callback::new(move |on| asks.say.run((measure, on)));
        Some(
            view! { <li><Tick words=it.title hint=hint on=it.on name="serves" on_change=change/></li> }
                .into_any(),
        )
    };
    view! {
        <section class="card">
            <h2>{words::serve()}</h2>
            {none.then(|| view! { <p>{words::serve_none()}</p> })}
            <ul>{serves.into_iter().filter_map(row).collect_view()}</ul>
            {may.then(|| view! { <More asks/> })}
        </section>
    }
}

#[component]
fn More(asks: ServeAsks) -> impl IntoView {
    let open = RwSignal::new(false);
    let search = RwSignal::new(String::new());
    let found = Memo::new(move |_| if open.get() { asks.find.run(search.get()) } else { Vec::new() });
    let row = move |(measure, title): (MeasureId, String)| {
        let change = Callback::new(move |on| asks.say.run((measure, on)));
        view! { <li><Tick words=title on=false name="serves-more" on_change=change/></li> }
    };
    view! {
        <Show when=move || open.get() fallback=move || view! {
            <button type="button" class="quiet" on:click=move |_| open.set(true)>{words::serve_more()}</button>
        }>
            <div class="field">
                <label for="serves-search">{words::search()}</label>
                <input id="serves-search" class="write" type="search" autocomplete="off" prop:value=move || search.get()
                    on:input=move |event| search.set(event_target_value(&event))/>
            </div>
            <ul><For each=move || found.get() key=Clone::clone let(one)>{row(one)}</For></ul>
        </Show>
    }
}
