//! One record: what it says, where it stands, who wrote what, and what can be done with it.

use leptos::prelude::*;
use tsunagari_core::calendar::Day;
use tsunagari_core::paper::Sheet;

use super::group::{Roster, RosterButton};
use super::records::Question;
use super::serves::{Serve, ServeAsks, ServesCard};
use crate::parts::{
    Empty, EntryState, Icon, Notice, NoticeTone, Pair, Paper, SampleBanner, Tag, Tone, TopBar,
};
use crate::words::{Text, desk, frame, records, trouble};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordModel {
    pub sample: bool,
    pub name: Text,
    pub state: EntryState,
    /// 日, 場所, 参加, 担い手 … with their values.
    pub facts: Vec<(Text, Text)>,
    pub note: Option<String>,
    /// Offices that were there or supported it.
    pub supported_by: Vec<String>,
    /// Whether one's own office did; none where one has no office.
    pub support: Option<bool>,
    /// Plan measures that it counts for, or was said not to.
    pub serves: Vec<Serve>,
    /// Why the server did not take it, in words.
    pub mend: Option<Text>,
    pub questions: Vec<Question>,
    /// Empty where this person may not edit it.
    pub edit: Option<String>,
    pub removed: bool,
    /// Who did what when, the newest first.
    pub history: Vec<Text>,
    /// The older history is on the server.
    pub more_history: bool,
    /// The settled results that it became a part of.
    pub thanks: Vec<Text>,
    /// One line to send to LINE.
    pub line: Option<String>,
    /// The day of a blank list; none where the kind has no names to take.
    pub roster: Option<Roster>,
}

/// What can be asked for here.
#[derive(Debug, Clone, Copy)]
pub struct RecordAsks {
    pub remove: Callback<()>,
    pub restore: Callback<()>,
    pub choose: Callback<(String, usize)>,
    /// Sends a line by the phone's own sharing; what became of it is said in the line of messages.
    pub share: Callback<String>,
    /// The blank list of the log's day.
    pub roster: Callback<Option<Day>, Vec<Sheet>>,
    pub history: Callback<()>,
    pub back: Callback<()>,
    /// 同席・支援した, or not.
    pub support: Callback<bool>,
    pub serve: ServeAsks,
}

/// `None` is a record that this phone does not hold.
#[component]
pub fn RecordPage(model: Memo<Option<RecordModel>>, asks: RecordAsks) -> impl IntoView {
    let title =
        Signal::derive(move || model.read().as_ref().map_or_else(frame::records, |it| it.name.clone()));
    view! {
        <TopBar title=title on_back=asks.back />
        <main class="content" id="content">
            {move || match model.get() {
                Some(it) => view! { <Whole it=it asks=asks /> }.into_any(),
                None => view! { <Empty icon=Icon::Book title=records::none_found() /> }.into_any(),
            }}
        </main>
    }
}

#[component]
fn Whole(it: RecordModel, asks: RecordAsks) -> impl IntoView {
    let fact = |(name, value): (Text, Text)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let question = move |it: Question| {
        let field = it.field;
        let choose = Callback::new(move |place| asks.choose.run((field.clone(), place)));
        view! { <Pair question=it.words choices=it.choices on_choose=choose /> }
    };
    let may_serve = it.edit.is_some() && !it.removed;
    let serves = it.serves;
    view! {
        {it.sample.then(|| view! { <SampleBanner /> })}
        {it
            .mend
            .map(|why| {
                view! { <Notice tone=NoticeTone::Bad title=trouble::refused() lines=vec![why, trouble::refused_kept()] /> }
            })}
        <section class="card">
            <p>{state(it.state)}</p>
            <dl class="facts-list num">{it.facts.into_iter().map(fact).collect_view()}</dl>
            {it.note.map(|note| view! { <p class="said">{note}</p> })}
            {it.questions.into_iter().map(question).collect_view()}
        </section>
        {(may_serve || serves.iter().any(|serve| serve.on))
            .then(|| view! { <ServesCard serves=serves may=may_serve asks=asks.serve /> })}
        <SupportCard by=it.supported_by own=it.support asks=asks />
        {it.thanks.into_iter().map(|thanks| view! { <Notice tone=NoticeTone::Good title=thanks /> }).collect_view()}
        <Ways edit=it.edit removed=it.removed line=it.line asks=asks />
        {it.roster.map(|roster| view! { <Blank roster=roster asks=asks /> })}
        <History lines=it.history more=it.more_history on_more=asks.history />
    }
}

/// Which offices were there; one press for one's own.
#[component]
fn SupportCard(by: Vec<String>, own: Option<bool>, asks: RecordAsks) -> impl IntoView {
    let told = (!by.is_empty()).then(|| view! { <p>{desk::support_of(&by.join("・"))}</p> });
    let press = own.map(|on| {
        view! {
            <button type="button" class="chip" aria-pressed=on.to_string() on:click=move |_| asks.support.run(!on)>
                {desk::supported()}
            </button>
        }
    });
    (told.is_some() || press.is_some()).then(|| view! { <section class="card">{told}{press}</section> })
}

/// 受付名簿, for a meeting that takes names.
#[component]
fn Blank(roster: Roster, asks: RecordAsks) -> impl IntoView {
    let paper = Paper::apart();
    view! {
        <section class="card">
            <RosterButton roster=roster sheets=asks.roster paper=paper />
        </section>
        {paper.place()}
    }
}

fn state(state: EntryState) -> impl IntoView {
    let (words, tone) = match state {
        EntryState::Unsent => (frame::unsent_short(), Tone::Wait),
        EntryState::Sent { at } => (frame::sent_at(&at), Tone::Key),
        EntryState::Settled => (frame::sent(), Tone::Key),
        EntryState::Mend => (records::mend(), Tone::Bad),
        EntryState::Differs { .. } => (records::differ(), Tone::Two),
        EntryState::Removed => (records::deleted(), Tone::Quiet),
    };
    view! { <Tag words=words tone=tone /> }
}

#[component]
fn Ways(edit: Option<String>, removed: bool, line: Option<String>, asks: RecordAsks) -> impl IntoView {
    let mine = edit.is_some();
    view! {
        <div class="chips">
            {edit.filter(|_| !removed).map(|href| view! { <a class="btn" href=href>{records::edit()}</a> })}
            {line
                .filter(|_| !removed)
                .map(|line| {
                    view! {
                        <button type="button" class="btn calm" on:click=move |_| asks.share.run(line.clone())>
                            {records::send_line()}
                        </button>
                    }
                })}
            {(mine && !removed)
                .then(|| {
                    view! {
                        <button type="button" class="btn calm" on:click=move |_| asks.remove.run(())>
                            {records::delete()}
                        </button>
                    }
                })}
            {(mine && removed)
                .then(|| {
                    view! {
                        <button type="button" class="btn" on:click=move |_| asks.restore.run(())>
                            {records::restore()}
                        </button>
                    }
                })}
        </div>
    }
}

#[component]
fn History(lines: Vec<Text>, more: bool, on_more: Callback<()>) -> impl IntoView {
    view! {
        <section class="card">
            <h2>{records::history()}</h2>
            <ul class="stack tight small num">
                {lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
            </ul>
            {more
                .then(|| {
                    view! {
                        <button type="button" class="quiet" on:click=move |_| on_more.run(())>
                            {records::history_more()}
                        </button>
                    }
                })}
        </section>
    }
}
