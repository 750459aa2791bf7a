//! 記録: mine or the district's, searched and narrowed, with the state of each and what it asks for.

use leptos::prelude::*;
use tsunagari_core::calendar::Month;
use tsunagari_core::id::RecordId;

use crate::parts::{
    Chip, Empty, EntryRow, EntryState, Icon, Pair, PairChoice, SampleBanner, SearchBox, SendState, StateCard,
    TopBar, While,
};
use crate::words::{Speaking, Text, frame, records};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordsModel {
    pub sample: bool,
    pub lines: Vec<Text>,
    /// What the filter let through, the newest first.
    pub entries: Vec<Entry>,
    /// How many more there are below.
    pub more: usize,
    /// Kinds and months that can be chosen.
    pub kinds: Vec<(String, Text)>,
    pub months: Vec<Month>,
}

/// What the list is narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub district: bool,
    pub search: String,
    pub kind: Option<String>,
    pub month: Option<Month>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: RecordId,
    pub href: String,
    pub name: Text,
    pub state: EntryState,
    pub facts: Vec<Text>,
    /// 取り消す stands in the row of what was saved last.
    pub undo: bool,
    /// Why it must be mended, and where.
    pub mend: Option<(Text, String)>,
    pub questions: Vec<Question>,
}

/// Two values that people wrote for one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub field: String,
    pub words: Text,
    pub choices: Vec<PairChoice>,
}

/// What the list can ask for.
#[derive(Debug, Clone, Copy)]
pub struct RecordsAsks {
    pub filter: Callback<Filter>,
    pub more: Callback<()>,
    /// 取り消す, or 元に戻す on a removed one.
    pub undo: Callback<RecordId>,
    /// The chosen value of a question: record, field, place among the choices.
    pub choose: Callback<(RecordId, String, usize)>,
}

#[component]
pub fn RecordsPage(
    model: Memo<RecordsModel>,
    filter: RwSignal<Filter>,
    #[prop(into)] state: Signal<SendState>,
    on_state: Callback<SendState>,
    asks: RecordsAsks,
) -> impl IntoView {
    let whose = move |district: bool, words: Text| {
        let on_press =
            Callback::new(move |()| asks.filter.run(Filter { district, ..filter.get_untracked() }));
        let pressed = Signal::derive(move || filter.read().district == district);
        view! { <Chip words=words pressed=pressed on_press=on_press /> }
    };
    let entries = Signal::derive(move || model.read().entries.clone());
    let asking = Signal::derive(move || {
        let it = filter.read();
        !it.search.is_empty() || it.kind.is_some() || it.month.is_some()
    });
    view! {
        <TopBar title=frame::records() lines=Signal::derive(move || model.read().lines.clone())>
            <div class="chips">{whose(false, records::mine())} {whose(true, records::district())}</div>
            <StateCard state=state on_act=on_state />
        </TopBar>
        <main class="content" id="content">
            {move || model.read().sample.then(|| view! { <SampleBanner /> })}
            <Narrow model=model filter=filter on_filter=asks.filter />
            <section class="card">
                <ul class="entries">
                    <For each=move || entries.get() key=|entry| format!("{entry:?}") let:entry>
                        <li>
                            <Row entry=entry asks=asks />
                        </li>
                    </For>
                </ul>
                <While holds=move || entries.read().is_empty()>{move || nothing(asking.get())}</While>
            </section>
            {move || {
                let more = model.read().more;
                (more > 0)
                    .then(|| {
                        view! {
                            <button type="button" class="btn full" on:click=move |_| asks.more.run(())>
                                {records::more(more)}
                            </button>
                        }
                    })
            }}
        </main>
    }
}

fn nothing(asking: bool) -> AnyView {
    if asking {
        view! { <Empty icon=Icon::Search title=records::none_found() way=records::none_found_way() /> }
            .into_any()
    } else {
        view! { <Empty icon=Icon::Book title=records::none() /> }.into_any()
    }
}

#[component]
fn Row(entry: Entry, asks: RecordsAsks) -> impl IntoView {
    let id = entry.id;
    let undo = entry.undo || entry.state == EntryState::Removed;
    let mend = entry.mend.map(|(why, href)| {
        view! {
            <p class="wrong">{records::mend_because_of()} {why}</p>
            <div class="ways">
                <a class="btn" href=href>
                    {records::mend_now()}
                </a>
            </div>
        }
    });
    let question = move |it: Question| {
        let field = it.field;
        let choose = Callback::new(move |place| asks.choose.run((id, field.clone(), place)));
        view! { <Pair question=it.words choices=it.choices on_choose=choose /> }
    };
    let below = view! {
        {mend}
        {entry.questions.into_iter().map(question).collect_view()}
    };
    let on_undo = undo.then(|| Callback::new(move |()| asks.undo.run(id)));
    view! {
        <EntryRow href=entry.href name=entry.name state=entry.state facts=entry.facts on_undo=on_undo>
            {below}
        </EntryRow>
    }
}

/// Search, kind and month.
#[component]
fn Narrow(model: Memo<RecordsModel>, filter: RwSignal<Filter>, on_filter: Callback<Filter>) -> impl IntoView {
    let speech = Speaking::here();
    let search = Signal::derive(move || filter.read().search.clone());
    let on_type = Callback::new(move |search| on_filter.run(Filter { search, ..filter.get_untracked() }));
    let by_kind = move |event| {
        let kind = Some(event_target_value(&event)).filter(|key| !key.is_empty());
        on_filter.run(Filter { kind, ..filter.get_untracked() });
    };
    let by_month = move |event| {
        let month = Month::parse(&event_target_value(&event)).ok();
        on_filter.run(Filter { month, ..filter.get_untracked() });
    };
    let kinds = move || {
        let chosen = filter.read().kind.clone();
        let option = |(key, words): (String, Text)| {
            let selected = chosen.as_ref() == Some(&key);
            view! { <option value=key selected=selected>{words.letters(speech.get())}</option> }
        };
        model.get().kinds.into_iter().map(option).collect_view()
    };
    let months = move || {
        let chosen = filter.read().month;
        let option = |month: Month| {
            view! { <option value=month.to_string() selected=chosen == Some(month)>{month.both_text()}</option> }
        };
        model.get().months.into_iter().map(option).collect_view()
    };
    view! {
        <div class="stack">
            <SearchBox id="search" words=records::search() value=search on_type=on_type />
            <div class="narrow">
                <div class="field">
                    <label for="by-kind">{records::kind()}</label>
                    <select id="by-kind" class="write" on:change=by_kind>
                        <option value="">{move || records::all_kinds().letters(speech.get())}</option>
                        {kinds}
                    </select>
                </div>
                <div class="field">
                    <label for="by-month">{records::month()}</label>
                    <select id="by-month" class="write" on:change=by_month>
                        <option value="">{move || records::all_months().letters(speech.get())}</option>
                        {months}
                    </select>
                </div>
            </div>
        </div>
    }
}
