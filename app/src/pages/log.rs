//! The log form: day and place are filled, counts wait with the last in grey, one press saves.

mod counts;
mod held;
mod model;
mod more;
mod note;
mod paste;
mod when;

use leptos::{ev, prelude::*};
use tsunagari_core::activity::Draft;

use crate::parts::{ActBar, Notice, NoticeTone, SampleBanner, TopBar, While};
use crate::words::{Text, log, trouble};

use counts::CountsCard;
use held::HeldCard;
pub use model::{Already, BandField, FormKind, LastTime, LogModel, LogRefusal, PlaceChoice};
pub use more::{MORE, More};
use note::NoteCard;
use when::WhenCard;

/// What is typed, as the one signal of the form, with the way to keep it.
#[derive(Clone, Copy)]
pub(crate) struct Sheet {
    pub draft: RwSignal<Draft>,
    keep: Callback<Draft>,
}

impl Sheet {
    /// Changes what is typed and has it kept, so that a call or a crash takes nothing.
    pub fn change(self, by: impl FnOnce(&mut Draft)) {
        self.draft.update(by);
        self.keep.run(self.draft.get_untracked());
    }
}

/// `start` is the draft to begin with; `on_keep` brings every change of it; `on_save` one press of 記録する.
#[component]
pub fn LogPage(
    model: LogModel,
    start: Draft,
    #[prop(into)] busy: Signal<bool>,
    refusal: RwSignal<Option<LogRefusal>>,
    /// Where staff say why they correct a log; none for everybody else.
    reason: Option<RwSignal<String>>,
    on_keep: Callback<Draft>,
    on_save: Callback<Draft>,
    /// The measure that it counts for.
    #[prop(into)]
    becomes: Signal<Option<String>>,
    /// What comes with the second part of the app.
    #[prop(into)]
    more: Signal<Option<More>>,
    /// Reads a line of LINE into what is typed.
    on_paste: Callback<(Draft, String), Option<Draft>>,
    on_back: Callback<()>,
) -> impl IntoView {
    let sheet = Sheet { draft: RwSignal::new(start), keep: on_keep };
    let empty = RwSignal::new(false);
    let submit = move |press: ev::SubmitEvent| {
        press.prevent_default();
        let draft = sheet.draft.get_untracked();
        let nothing = draft.held.is_done() && draft.counts.is_empty();
        empty.set(nothing);
        if !nothing {
            on_save.run(draft);
        }
    };
    let nothing = Signal::derive(move || empty.get() && sheet.draft.with(|draft| draft.counts.is_empty()));
    let sure = Callback::new(move |()| {
        sheet.change(|draft| draft.sure = true);
        on_save.run(sheet.draft.get_untracked());
    });
    let another = Callback::new(move |()| sheet.change(|draft| draft.another = true));
    let words = if model.edit { log::mend_it() } else { log::log_it_short() };
    let held = Signal::derive(move || sheet.draft.with(|draft| draft.held.is_done()));
    let kind = model.kind.clone();
    let sum = Signal::derive(move || model::sum(&sheet.draft.read(), &kind));
    let grey = model.last.is_some();
    let counted = StoredValue::new(model.clone());
    view! {
        <TopBar title=model.title.clone() on_back=on_back keeps_draft=true called=model.edit.then(log::mend_it) />
        <main class="whole">
            <form class="content log-form" id="content" on:submit=submit novalidate>
                {model.sample.then(|| view! { <SampleBanner /> })}
                {model.kept_at.clone().map(|at| view! { <p class="small">{log::draft_kept(&at)}</p> })}
                {model.closed.clone().map(|year| view! { <Notice tone=NoticeTone::Told title=log::closed_year(&year) /> })}
                {model.already.clone().map(|already| view! { <AlreadyNotice already=already sheet=sheet on_another=another /> })}
                <WhenCard model=model.clone() sheet=sheet more=more />
                <While holds=move || held.get()>
                    <CountsCard model=counted.get_value() sheet=sheet />
                </While>
                {move || more.get().map(|more| (more.paste)(sheet, on_paste))}
                {(!model.kind.numbers_only).then(|| view! { <NoteCard kind=model.kind.clone() sheet=sheet /> })}
                {move || Some((more.get()?.reason)(reason?))}
                {model.kind.numbers_only.then(|| numbers_only(model.plaza.clone()))}
                {move || becomes.get().map(|measure| view! { <p class="small">{log::becomes(&measure)}</p> })}
                <div role="alert">
                    <While holds=move || nothing.get()>
                        <Notice tone=NoticeTone::Told title=log::nothing_yet() />
                    </While>
                    {move || refusal.get().map(|refusal| refused(refusal, sure))}
                </div>
                <ActBar words=Signal::stored(words) busy=busy>
                    {move || sum.get().into_iter().map(|part| view! { <span class="nb">{part}</span> }).collect_view()}
                    {move || (grey && held.get()).then(|| view! { <span class="nb">{log::grey_is_last()}</span> })}
                </ActBar>
            </form>
        </main>
    }
}

#[component]
fn AlreadyNotice(already: Already, sheet: Sheet, on_another: Callback<()>) -> impl IntoView {
    let title =
        if already.mine { log::already_logged_mine(&already.at) } else { log::already_logged(&already.at) };
    let href = StoredValue::new(already.href);
    view! {
        <While holds=move || !sheet.draft.read().another>
            <Notice tone=NoticeTone::Told title=title.clone()>
                <a class="chip" href=href.get_value()>
                    {log::see_it()}
                </a>
                <button type="button" class="chip" on:click=move |_| on_another.run(())>
                    {log::as_another()}
                </button>
            </Notice>
        </While>
    }
}

/// What is said instead of a note for 見守り, 生活支援 and 相談.
fn numbers_only(plaza: Option<(String, String)>) -> impl IntoView {
    let lines =
        plaza.map(|(name, phone)| trouble::help_phone(&name, &phone)).into_iter().collect::<Vec<Text>>();
    view! { <Notice tone=NoticeTone::Told title=log::numbers_only() lines=lines /> }
}

fn refused(refusal: LogRefusal, sure: Callback<()>) -> AnyView {
    match refusal {
        LogRefusal::Ask(asked) => view! {
            <div class="stack">
                {asked
                    .into_iter()
                    .map(|words| view! { <Notice tone=NoticeTone::Told title=words /> })
                    .collect_view()}
                <button type="button" class="btn full" on:click=move |_| sure.run(())>
                    {log::log_as_is()}
                </button>
            </div>
        }
        .into_any(),
        LogRefusal::Told { title, lines } => {
            view! { <Notice tone=NoticeTone::Bad title=title lines=lines /> }.into_any()
        }
    }
}
