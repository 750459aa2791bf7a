//! Repairs that can be taken back, suggestions and questions that can be accepted: one by one, each kept at once.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::import::report::{Decided, FixTold, QuestionTold};
use tsunagari_core::sorted::SortedSet;

use crate::parts::While;
use crate::replica::Replica;
use crate::replica::import::Importing;
use crate::words::{Text, import as words};

/// The ids that a press goes into or comes out of.
type Ids = fn(&mut Decided) -> &mut SortedSet<String>;

/// A repair: it is made until it is taken back.
pub(super) fn repair(fix: FixTold) -> AnyView {
    let way = decision(
        fix.id.clone(),
        |decided| &mut decided.taken_back,
        [words::take_back, words::make_again, words::taken_back],
    );
    entry(fix, way)
}

/// A suggestion: it is made once it is accepted.
pub(super) fn suggestion(fix: FixTold) -> AnyView {
    let way = decision(
        fix.id.clone(),
        |decided| &mut decided.accepted,
        [words::accept, words::unaccept, words::accepted],
    );
    entry(fix, way)
}

fn entry(fix: FixTold, way: AnyView) -> AnyView {
    view! {
        <div class="entry">
            <div class="row"><b>{words::fix(&fix.what)}</b><span class="num">{words::line(fix.line)}</span></div>
            <p class="facts"><b>{words::before()}</b>"　"{shown(fix.before)}</p>
            <p class="facts"><b>{words::after()}</b>"　"{shown(fix.after)}</p>
            {way}
        </div>
    }
    .into_any()
}

/// A question: answered by its proposal, or left open.
pub(super) fn question(question: QuestionTold) -> AnyView {
    let way = question.proposal.map(|proposal| {
        let said = [words::accept_this, words::unaccept, words::accepted_this];
        let way = decision(question.id, |decided| &mut decided.accepted, said);
        view! { <p>{words::proposal(&proposal)}</p>{way} }.into_any()
    });
    view! {
        <div class="entry">
            <div class="row"><b>{question.text}</b><span class="num">{words::line(question.line)}</span></div>
            {way}
        </div>
    }
    .into_any()
}

/// A button that puts an id among what was decided, or takes it out: its words before, after, and what it says then.
fn decision(id: String, of: Ids, said: [fn() -> Text; 3]) -> AnyView {
    let replica = Replica::here();
    let kept = Importing::here().kept;
    let mine = id.clone();
    let on = Memo::new(move |_| {
        let decided = kept.with(|kept| kept.as_ref().map(|kept| kept.decided.clone()));
        decided.is_some_and(|mut decided| of(&mut decided).contains(&mine))
    });
    let press = move |_| {
        let id = id.clone();
        spawn_local(async move {
            replica
                .decide_import(Box::new(move |kept| {
                    let ids = of(&mut kept.decided);
                    if !ids.remove(&id) {
                        ids.insert(id);
                    }
                }))
                .await;
        });
    };
    let [way, way_back, done] = said;
    view! {
        <div class="ways">
            <button type="button" class="quiet" on:click=press>
                {move || if on.get() { way_back() } else { way() }.view()}
            </button>
        </div>
        <div role="status"><While holds=on><p><b>{done()}</b></p></While></div>
    }
    .into_any()
}

fn shown(text: String) -> Text {
    if text.is_empty() { words::blank() } else { Text::from(text) }
}
