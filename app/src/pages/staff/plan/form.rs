//! A form of fields that becomes one edit of a plan: what is typed is kept, what was done can be taken back at once.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use tsunagari_core::from_json;
use tsunagari_core::id::{PlanId, RecordId};
use tsunagari_core::intent::plan::{Edit, Why, steps};
use tsunagari_core::intent::{Intent, Refusal};
use tsunagari_core::record::{Kind, Record};
use tsunagari_core::sorted::SortedMap;

use super::said::{told, why_words};
use super::{Doing, Done, record_of};
use crate::pages::ask::NotDone;
use crate::pages::staff::choice::Choice;
use crate::parts::{TextArea, TextField, Tick};
use crate::replica::Replica;
use crate::words::{Text, edit as words};

/// How a field is filled in.
#[derive(Clone)]
pub(super) enum Shape {
    Line,
    Lines,
    /// Keys with what they are called.
    Choice(Vec<(String, Text)>),
    /// Ticked is `1`.
    Tick,
    /// What is told before the fields that follow; nothing is filled in.
    Told,
}

/// A field of a form.
#[derive(Clone)]
pub(super) struct Field {
    pub(super) key: String,
    pub(super) words: Text,
    pub(super) shape: Shape,
    pub(super) value: String,
}

impl Field {
    pub(super) fn new(key: impl Into<String>, words: Text, shape: Shape, value: impl Into<String>) -> Self {
        Self { key: key.into(), words, shape, value: value.into() }
    }

    /// Words before the fields that follow.
    pub(super) fn told(key: &str, words: Text) -> Self {
        Self::new(format!("told-{key}"), words, Shape::Told, "")
    }
}

/// What was filled in, by key.
pub(super) type Values = SortedMap<String, String>;
/// Makes an edit of it: from the record as it was when the form was opened, and whether the person is sure.
pub(super) type Make = Arc<dyn Fn(&Values, &[Record], bool) -> Result<Edit, Text> + Send + Sync>;

/// What lies by until it is saved: the values, and the records that they were typed on.
#[derive(Serialize)]
struct Kept {
    values: Values,
    opened: Vec<Record>,
}

from_json! { Kept { values, opened } }

/// The form. `form` names what is typed until it is saved.
#[component]
pub(super) fn PlanForm(
    form: String,
    fields: Vec<Field>,
    /// What is being done.
    act: Text,
    /// What is told before the fields.
    told_first: Option<Text>,
    opened: Vec<RecordId>,
    make: Make,
    doing: Doing,
) -> impl IntoView {
    let replica = Replica::here();
    let opened = StoredValue::new(replica.held(&opened));
    let signals: Vec<(String, RwSignal<String>)> =
        fields.iter().map(|field| (field.key.clone(), RwSignal::new(field.value.clone()))).collect();
    let signals = StoredValue::new(signals);
    let values = move || {
        signals.with_value(|all| all.iter().map(|(key, it)| (key.clone(), it.get_untracked())).collect())
    };
    let (wrong, sure) = (RwSignal::new(None::<Text>), RwSignal::new(None::<Text>));
    let form = StoredValue::new(form);
    spawn_local(async move {
        if let Some(kept) = replica.draft::<Kept>(&form.get_value()).await {
            opened.set_value(kept.opened);
            signals.with_value(|all| {
                for (key, signal) in all {
                    if let Some(value) = kept.values.get(key) {
                        signal.set(value.clone());
                    }
                }
            });
        }
    });
    let type_in = Callback::new(move |(key, value): (String, String)| {
        signals.with_value(|all| {
            all.iter().filter(|(one, _)| *one == key).for_each(|(_, it)| it.set(value.clone()));
        });
        form.with_value(|form| {
            replica.type_draft(form, &Kept { values: values(), opened: opened.get_value() });
        });
    });
    let save = Callback::new(move |yes: bool| {
        wrong.set(None);
        sure.set(None);
        let edit = match opened.with_value(|opened| make(&values(), opened, yes)) {
            Ok(edit) => edit,
            Err(words) => return wrong.set(Some(words)),
        };
        let before = replica.board.registry.get_untracked();
        spawn_local(async move {
            let asked =
                replica.submit(Intent::Plan(edit.into()), Some(&form.get_value()), &opened.get_value()).await;
            match asked {
                Ok(touched) => {
                    replica.stop_draft();
                    replica.drop_draft(&form.get_value()).await;
                    let (before, after) = (before.held(&touched), replica.held(&touched));
                    let steps = steps(&touched, &before, &after);
                    // The next plan is what one goes on with.
                    let begun = touched.iter().filter(|id| record_of(&before, **id).is_none());
                    let begun = begun.filter_map(|id| record_of(&after, *id));
                    let begun = begun
                        .filter(|record| record.kind == Kind::Plan)
                        .map(|plan| PlanId::of(plan.id))
                        .next();
                    if let Some((row, _)) = doing.open.get_untracked() {
                        doing.end(row, Done { words: words::saved(), steps }, begun);
                    }
                }
                Err(NotDone::Refused(Refusal::Plan(why @ (Why::Below { .. } | Why::Overlap(_))))) => {
                    sure.set(Some(why_words(replica, &why)));
                }
                Err(not) => wrong.set(Some(told(replica, &not))),
            }
        });
    });
    let forget = move |_| {
        replica.stop_draft();
        spawn_local(async move {
            replica.drop_draft(&form.get_value()).await;
            doing.close();
        });
    };
    let close = move |_| {
        replica.flush_draft();
        doing.close();
    };
    let plain = fields.is_empty();
    let drawn = fields.into_iter().map(|field| one(field, signals, type_in)).collect_view();
    view! {
        <form class="stack" on:submit=move |event| { event.prevent_default(); save.run(false); }>
            <p id="edit-act" tabindex="-1"><b>{act}</b></p>
            {told_first.map(|told| view! { <p class="small">{told}</p> })}
            {drawn}
            <p class="wrong" role="alert">{move || wrong.get().map(Text::view)}</p>
            {move || sure.get().map(|asked| view! {
                <div class="notice wait" role="alert"><div>
                    <p>{asked}</p>
                    <button type="button" class="btn bad full" on:click=move |_| save.run(true)>{words::yes()}</button>
                </div></div>
            })}
            <div class="pair">
                <button type="button" class="btn calm" on:click=close>{if plain { words::leave() } else { words::close() }}</button>
                <button type="submit" class="btn main">{if plain { words::do_it() } else { words::save() }}</button>
            </div>
            {(!plain).then(|| view! { <button type="button" class="quiet" on:click=forget>{words::forget()}</button> })}
        </form>
    }
}

fn one(
    field: Field,
    signals: StoredValue<Vec<(String, RwSignal<String>)>>,
    type_in: Callback<(String, String)>,
) -> AnyView {
    let Field { key, words, shape, value } = field;
    let signal = signals.with_value(|all| all.iter().find(|(one, _)| *one == key).map(|(_, signal)| *signal));
    let signal = signal.unwrap_or_else(|| RwSignal::new(value));
    let id = format!("edit-{key}");
    let typed = Callback::new({
        let key = key.clone();
        move |typed: String| type_in.run((key.clone(), typed))
    });
    match shape {
        Shape::Line => view! { <TextField id words value=signal on_type=typed/> }.into_any(),
        Shape::Lines => view! { <TextArea id words value=signal on_type=typed/> }.into_any(),
        Shape::Choice(choices) => {
            view! { <Choice id words value=signal choices on_choose=typed/> }.into_any()
        }
        Shape::Tick => {
            let on = Signal::derive(move || signal.get() == "1");
            let tick = Callback::new(move |on: bool| typed.run(if on { "1" } else { "" }.to_owned()));
            view! { <Tick words on name=id on_change=tick/> }.into_any()
        }
        Shape::Told => view! { <p><b>{words}</b></p> }.into_any(),
    }
}
