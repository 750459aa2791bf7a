//! The form of one result: the text, 実施なし with its reason, 基準日, 見込み or 確定; what is typed lies by until it is saved.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use tsunagari_core::draft::check::Finding;
use tsunagari_core::from_json;
use tsunagari_core::intent::result::{Asked, Form, ResultFault};
use tsunagari_core::intent::{Intent, Refusal};
use tsunagari_core::plan::result::{BULLETS, Stage, Teller, Word, YearResult, bullets};
use tsunagari_core::record::Record;
use tsunagari_core::text::RESULT_CHARS;

use super::findings::FindingsView;
use super::model::{Entry, Standing};
use super::{DayField, Room, day, words};
use crate::pages::ask::{NotDone, told};
use crate::parts::{Icon, Notice, NoticeTone, Tick, TickShape};
use crate::words::Text;

/// What was typed and not saved yet, and the record that it was typed on.
#[derive(Debug, Clone, Serialize)]
struct Typed {
    text: String,
    not_done: bool,
    opened: Option<Record>,
}

from_json! { Typed { text, not_done or false, opened or None } }

impl Room {
    pub(super) fn last_day(self) -> tsunagari_core::calendar::Day {
        let today = self.replica.board.today.get_untracked();
        self.day().unwrap_or(today)
    }

    pub(super) fn stage(self) -> Stage {
        let over = self.year.get_untracked().is_some_and(|year| self.last_day() >= year.last());
        if over { Stage::Final } else { Stage::Expected }
    }
}

#[component]
pub(super) fn ResultForm(room: Room, now: Memo<Option<Entry>>) -> impl IntoView {
    let Some(entry) = now.get_untracked() else { return ().into_any() };
    let held = entry.held.clone();
    let word = held.as_ref().and_then(|held| held.word.clone());
    let id = tsunagari_core::plan::result::result_id(entry.item, entry.teller).record();
    let key = StoredValue::new(format!("result-{id}"));
    let own = move || room.opened().into_iter().find(|record| record.id == id);
    // What the form shows, and the record that it was opened on: what came since was not seen.
    let (seen, opened) = (StoredValue::new(word.clone()), StoredValue::new(own()));
    let dirty = RwSignal::new(false);
    let arrived = RwSignal::new(None::<Word>);
    let found = RwSignal::new_local(Vec::<Finding>::new());
    let text =
        RwSignal::new(word.as_ref().map_or_else(|| entry.draft.text.clone(), |word| word.text.clone()));
    let not_done = RwSignal::new(word.as_ref().is_some_and(|word| word.not_done));
    let as_of = RwSignal::new(
        held.as_ref().and_then(|held| held.as_of).unwrap_or_else(|| room.last_day()).to_string(),
    );
    let stage = RwSignal::new(held.as_ref().and_then(|held| held.stage).unwrap_or_else(|| room.stage()));
    let (wrong, former) = (RwSignal::new(None::<Text>), RwSignal::new(None::<String>));
    let replica = room.replica;
    let adopt = move |word: Word| {
        arrived.set(None);
        opened.set_value(own());
        text.set(word.text.clone());
        not_done.set(word.not_done);
        seen.set_value(Some(word));
    };
    spawn_local(async move {
        if let Some(typed) = replica.draft::<Typed>(&key.get_value()).await {
            let then = typed.opened.as_ref().map(YearResult::read).and_then(|result| result.word);
            let later = seen.try_get_value().flatten().filter(|word| Some(word) != then.as_ref());
            if let Some(later) = later.filter(|word| word.text != typed.text) {
                arrived.try_set(Some(later));
            }
            opened.try_set_value(typed.opened);
            dirty.try_set(true);
            text.try_set(typed.text);
            not_done.try_set(typed.not_done);
        }
    });
    // A text that arrives goes into a form that nobody types in; else it is shown beside what is typed.
    Effect::watch(
        move || {
            now.with(|entry| {
                entry.as_ref().map(|entry| {
                    (entry.held.as_ref().and_then(|held| held.word.clone()), entry.draft.text.clone())
                })
            })
        },
        move |told, _, _| {
            let Some((word, draft)) = told.clone() else { return };
            if word == seen.get_value() {
                if word.is_none() && !dirty.get_untracked() {
                    text.set(draft);
                }
            } else if let Some(word) = word {
                let mine = text.with_untracked(|text| *text == word.text)
                    && not_done.get_untracked() == word.not_done;
                if mine || !dirty.get_untracked() { adopt(word) } else { arrived.set(Some(word)) }
            }
        },
        false,
    );
    let typed = move || {
        dirty.set(true);
        found.set(Vec::new());
        replica.type_draft(
            &key.get_value(),
            &Typed {
                text: text.get_untracked(),
                not_done: not_done.get_untracked(),
                opened: opened.get_value(),
            },
        );
    };
    let (settled, office) =
        (entry.standing() == Standing::Confirmed, matches!(entry.teller, Teller::Office(_)));
    let why = move || {
        let word = now.with(|entry| entry.as_ref()?.held.as_ref()?.word.clone())?;
        word.why.map(|why| view! { <p class="wrong">{words::why_back(&why)}</p> })
    };
    let grew = move || now.with(|entry| entry.as_ref().is_some_and(Entry::grew));
    let first = StoredValue::new(entry);
    let latest = move || now.get_untracked().unwrap_or_else(|| first.get_value());
    let form = move |submit: bool| {
        let entry = latest();
        Form {
            item: entry.item,
            teller: entry.teller,
            text: text.get_untracked(),
            not_done: not_done.get_untracked(),
            submit,
            as_of: day(&as_of.get_untracked()).ok().flatten(),
            stage: Some(stage.get_untracked()),
            drafted: (!entry.draft.text.is_empty()).then(|| entry.drafted()),
        }
    };
    let ask = move |asked: Asked, done: Text| {
        // Of this one the record as it was seen here; of the offices' lines as they stand beside it.
        let others = room.opened().into_iter().filter(|record| record.id != id);
        let opened: Vec<Record> = others.chain(opened.get_value()).collect();
        spawn_local(async move {
            match replica.submit(Intent::Result(asked), Some(&key.get_value()), &opened).await {
                Ok(_) => {
                    wrong.set(None);
                    dirty.set(false);
                    arrived.set(None);
                    room.said.set(Some(done));
                    room.load();
                }
                Err(not) => wrong.set(Some(fault(&not))),
            }
        });
    };
    let save = move |_| ask(Asked::Write(vec![form(false)]), words::saved());
    let go = move || {
        found.set(Vec::new());
        if office {
            ask(Asked::Write(vec![form(true)]), words::was_submitted());
        } else {
            ask(Asked::Confirm(vec![latest().merged(form(true))]), words::was_confirmed());
        }
    };
    let hand_in = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let wrong = room.findings(&form(true));
        if wrong.is_empty() { go() } else { found.set(wrong) }
    };
    let mend = Callback::new(move |()| {
        found.set(Vec::new());
        focus("result-text");
    });
    let take = move |_| {
        former.set(Some(text.get_untracked()));
        text.set(latest().draft.text);
        typed();
    };
    let back = move |_| {
        if let Some(before) = former.get_untracked() {
            text.set(before);
            former.set(None);
            typed();
        }
    };
    let label = move || if not_done.get() { words::reason() } else { words::text() };
    let length = move || text.with(|text| text.chars().count());
    let said = move || {
        let (chars, points) = (length(), text.with(|text| bullets(text)));
        if chars > RESULT_CHARS {
            words::fault_long(chars)
        } else if points > BULLETS && !not_done.get() {
            words::many_bullets(points)
        } else {
            words::chars(chars)
        }
    };
    let draftable =
        move || now.with(|entry| entry.as_ref().is_some_and(|entry| !entry.draft.text.is_empty()));
    if settled && office {
        let text = first.with_value(|entry| {
            entry.held.as_ref().and_then(|held| held.word.as_ref()).map(|word| word.printed())
        });
        return view! { <p class="printed">{text}</p><p class="small">{words::fault_settled()}</p> }
            .into_any();
    }
    view! {
        <form class="stack" on:submit=hand_in>
            {why}
            {move || arrived.get().map(|word| {
                let (printed, taken) = (word.printed(), word);
                let take = move |_| {
                    former.set(Some(text.get_untracked()));
                    adopt(taken.clone());
                    typed();
                };
                view! {
                    <Notice tone=NoticeTone::Wait icon=Icon::Info title=words::arrived() lines=vec![words::two_told(&printed), words::arrived_told()]>
                        <button type="button" class="btn" on:click=take>{words::use_arrived()}</button>
                        <button type="button" class="btn calm" on:click=move |_| arrived.set(None)>{words::keep_mine()}</button>
                    </Notice>
                }
            })}
            <Tick words=words::not_done_tick() on=not_done name="not-done" on_change=Callback::new(move |on| { not_done.set(on); typed(); })/>
            <div class="field">
                <label for="result-text">{move || label().view()}</label>
                <span class="hint" id="result-text-hint">{move || if not_done.get() { words::reason_hint() } else { words::text_hint() }.view()}</span>
                <textarea id="result-text" class="write" rows="6" aria-describedby="result-text-hint result-text-said"
                    aria-invalid=move || (length() > RESULT_CHARS).then_some("true")
                    prop:value=move || text.get()
                    on:input=move |event| { text.set(event_target_value(&event)); typed(); }></textarea>
                <p class="small num" id="result-text-said">{move || said().view()}</p>
            </div>
            {move || grew().then(|| view! { <p class="small">{words::grew()}</p> })}
            {move || draftable().then(|| view! { <button type="button" class="chip wide" on:click=take><span>{words::take_draft()}</span></button> })}
            {move || former.get().is_some().then(|| view! {
                <p role="status" class="small">{words::taken()}" "<button type="button" class="quiet" on:click=back>{words::put_back()}</button></p>
            })}
            <DayField id="result-as-of" words=words::day() value=as_of/>
            <fieldset class="stack tight"><legend>{words::stage()}</legend>
                <Tick words=words::expected() shape=TickShape::One name="stage" on=Signal::derive(move || stage.get() == Stage::Expected)
                    on_change=Callback::new(move |_| stage.set(Stage::Expected))/>
                <Tick words=words::final_() shape=TickShape::One name="stage" on=Signal::derive(move || stage.get() == Stage::Final)
                    on_change=Callback::new(move |_| stage.set(Stage::Final))/>
            </fieldset>
            <p role="alert" class="wrong">{move || wrong.get().map(Text::view)}</p>
            {move || {
                let found = found.get();
                let go_on = if office { words::submit_all_the_same() } else { words::confirm_all_the_same() };
                (!found.is_empty()).then(|| view! { <FindingsView found go_on on_mend=mend on_go_on=Callback::new(move |()| go())/> })
            }}
            <div class="pair">
                <button type="button" class="btn calm" on:click=save>{words::save()}</button>
                <button type="submit" class="btn main">{if office { words::submit() } else { words::confirm() }}</button>
            </div>
        </form>
    }
    .into_any()
}

fn focus(id: &str) {
    use wasm_bindgen::JsCast as _;
    let field =
        document().get_element_by_id(id).and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(field) = field {
        // A field that cannot take the cursor leaves it where it is.
        let _refused = field.focus();
    }
}

/// Why nothing came of it, in words.
pub(super) fn fault(not: &NotDone) -> Text {
    match not {
        NotDone::Refused(Refusal::Result(fault)) => match fault {
            ResultFault::Item(_) => words::fault_item(),
            ResultFault::Closed(_) => words::fault_closed(),
            ResultFault::Empty(_) => words::fault_empty(),
            ResultFault::NoReason => words::fault_reason(),
            ResultFault::Settled(_) => words::fault_settled(),
            ResultFault::TooMany(_) => words::fault_many(),
            ResultFault::Done => words::fault_done(),
        },
        NotDone::Refused(Refusal::Text { chars, .. }) => words::fault_long(*chars),
        not => told(not),
    }
}
