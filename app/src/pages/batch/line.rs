//! One date of the sheet: its two numbers, and what has already been logged of it.

use leptos::prelude::*;
use tsunagari_core::activity::{Draft, When};
use tsunagari_core::id::ActivityId;
use tsunagari_core::intent::MonthRow;
use tsunagari_core::kind::{ActivityKind, COUNT_MAX};
use tsunagari_core::query::month::Row;
use tsunagari_core::text::{CountFault, count};

use crate::pages::way::to;
use crate::parts::{Tag, Tone};
use crate::route::Route;
use crate::words::{Speaking, Text, batch as words, counts};

/// What the first number of a line counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Main {
    /// 参加.
    Heads,
    /// 食, 軒, 件: the kind's first quantity.
    Quantity(String, Text),
    /// あいさつ運動: who helped is all.
    None,
}

impl Main {
    fn of(kind: &ActivityKind<'_>) -> Self {
        match kind.quantities.first() {
            _ if kind.counts_heads => Self::Heads,
            Some(quantity) => Self::Quantity(quantity.key.to_owned(), quantity.label.into()),
            None => Self::None,
        }
    }

    fn words(&self) -> Option<Text> {
        match self {
            Self::Heads => Some(words::attended()),
            Self::Quantity(_, label) => Some(label.clone()),
            Self::None => None,
        }
    }

    fn read(&self, draft: &Draft, kind: &ActivityKind<'_>) -> Option<u64> {
        match self {
            Self::Heads => draft.counts.attendance(kind),
            Self::Quantity(key, _) => draft.counts.quantities.get(key).copied(),
            Self::None => None,
        }
    }

    fn write(&self, draft: &mut Draft, number: Option<u64>) {
        match (self, number) {
            (Self::Heads, number) => {
                draft.counts.bands.clear();
                draft.counts.total = number;
            }
            (Self::Quantity(key, _), Some(number)) => _ = draft.counts.quantities.insert(key.clone(), number),
            (Self::Quantity(key, _), None) => _ = draft.counts.quantities.remove(key),
            (Self::None, _) => {}
        }
    }
}

/// A line as the person leaves it.
#[derive(Debug, Clone)]
pub struct Line {
    log: Option<ActivityId>,
    draft: Draft,
    main: Main,
    future: bool,
    /// Numbers by band, or a reason: mended on the log's own page.
    fixed: Option<String>,
    before: (Option<u64>, Option<u64>),
    heads: RwSignal<String>,
    helpers: RwSignal<String>,
}

impl Line {
    /// From the sheet of core.
    pub fn of(row: Row, kind: &ActivityKind<'_>) -> Self {
        let main = Main::of(kind);
        let before = (main.read(&row.draft, kind), row.draft.counts.helpers);
        let told = row.draft.counts.line(kind, row.draft.about);
        let fixed = row.log.is_some() && (row.draft.counts.is_split() || !row.draft.held.is_done());
        let text = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
        Self {
            log: row.log,
            main,
            future: row.future,
            fixed: fixed.then_some(told),
            before,
            heads: RwSignal::new(text(before.0)),
            helpers: RwSignal::new(text(before.1)),
            draft: row.draft,
        }
    }

    /// The log that it shows, where there is one.
    pub const fn log(&self) -> Option<ActivityId> {
        self.log
    }

    /// The day or month, for its place in the sheet.
    pub const fn when(&self) -> When {
        self.draft.when
    }

    /// Both numbers as typed now; an error where one is none.
    pub fn numbers(&self) -> Result<(Option<u64>, Option<u64>), CountFault> {
        let read = |typed: RwSignal<String>| typed.with(|typed| count(typed, COUNT_MAX));
        Ok((read(self.heads)?, read(self.helpers)?))
    }

    /// What core is asked for this line; none where nothing was changed.
    pub fn row(&self, sure: bool) -> Option<MonthRow> {
        let now = self.numbers().ok().filter(|_| self.fixed.is_none())?;
        if now == self.before {
            return None;
        }
        let mut draft = self.draft.clone();
        self.main.write(&mut draft, now.0);
        draft.counts.helpers = now.1;
        draft.sure = sure;
        Some(MonthRow { log: self.log, draft })
    }
}

/// The line on the screen.
#[component]
pub fn LineView(line: Line) -> impl IntoView {
    let day = line.draft.when.text();
    let state = line
        .log
        .map(|id| view! { <a href=to(Route::Record(id))><Tag words=words::logged() tone=Tone::Key/></a> });
    let ahead = line.future.then(|| view! { <Tag words=words::future()/> });
    let numbers = match &line.fixed {
        Some(told) => fixed(&line, told).into_any(),
        None => fields(&line, &day).into_any(),
    };
    view! {
        <li>
            <div class="entry">
                <div class="row"><b class="num">{day}</b>{state}{ahead}</div>
                {numbers}
            </div>
        </li>
    }
}

fn fixed(line: &Line, told: &str) -> impl IntoView + use<> {
    let reason = line.draft.held.reason();
    let told = reason.map_or_else(|| told.into(), words::not_held);
    view! {
        <p class="num">{told}</p>
        {reason.is_none().then(|| view! { <p class="small">{words::with_bands()}</p> })}
    }
}

fn fields(line: &Line, day: &str) -> impl IntoView + use<> {
    let id = format!("d{}", line.draft.when.last_day());
    let heads = line.main.words().map(|words| {
        view! { <Field id=format!("{id}-a") day=day.to_owned() words typed=line.heads/> }
    });
    view! {
        <div class="two-counts">
            {heads}
            <Field id=format!("{id}-b") day=day.to_owned() words=words::helped() typed=line.helpers/>
        </div>
    }
}

#[component]
fn Field(id: String, day: String, words: Text, typed: RwSignal<String>) -> impl IntoView {
    let speech = Speaking::here();
    let name = words.clone();
    let label = move || words::of_day(&day, &name.letters(speech.get())).letters(speech.get());
    let wrong = Memo::new(move |_| typed.with(|typed| count(typed, COUNT_MAX)).err().map(fault));
    view! {
        <div class="field">
            <label for=id.clone()>{words}</label>
            <input id=id class="write num" inputmode="numeric" autocomplete="off" enterkeyhint="next" aria-label=label
                aria-invalid=move || wrong.read().is_some().then_some("true")
                prop:value=move || typed.get() on:input=move |event| typed.set(event_target_value(&event))/>
            {move || wrong.get().map(|words| view! { <p class="wrong" role="status">{words}</p> })}
        </div>
    }
}

fn fault(fault: CountFault) -> Text {
    match fault {
        CountFault::TooMany { limit } => counts::too_many(u32::try_from(limit).unwrap_or(u32::MAX)),
        CountFault::Negative | CountFault::NotANumber => counts::not_a_number(),
    }
}
