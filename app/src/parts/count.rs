//! One number with its two steps: empty until somebody says it, last time's value waiting in grey.

use leptos::{ev, html, prelude::*};
use tsunagari_core::text::{self, CountFault};

use crate::words::{Speaking, Text, counts};

/// `on_set` brings every new value; a value beyond `max` is brought too, and told under the field.
#[component]
pub fn Count(
    /// Unique in the page.
    #[prop(into)]
    id: String,
    #[prop(into)] words: Text,
    #[prop(optional_no_strip, into)] hint: Option<Text>,
    #[prop(into)] value: Signal<Option<u32>>,
    #[prop(into, optional)] last: Signal<Option<u32>>,
    #[prop(default = 9_999)] max: u32,
    /// A part of the number above it (うち…), which is never added.
    #[prop(optional)]
    part: bool,
    on_set: Callback<Option<u32>>,
) -> impl IntoView {
    let speech = Speaking::here();
    let typed = RwSignal::new(String::new());
    let field = NodeRef::<html::Input>::new();
    let shown = move || {
        let value = value.get();
        match read(&typed.read()) {
            Some(read) if read == value => typed.get(),
            None if value.is_none() => typed.get(),
            _ => value.map(|number| number.to_string()).unwrap_or_default(),
        }
    };
    let wrong = Memo::new(move |_| match (value.get(), read(&typed.read())) {
        (Some(number), _) if number > max => Some(counts::too_many(max)),
        (None, None) => Some(counts::not_a_number()),
        (Some(number), _) => last.get().filter(|last| unlike(number, *last)).map(counts::three_times),
        _ => None,
    });
    let invalid = move || value.get().map_or_else(|| read(&typed.read()).is_none(), |number| number > max);
    let take = move |event: ev::Event| {
        let text = event_target_value(&event);
        on_set.run(read(&text).flatten());
        typed.set(text);
    };
    let step = move |by: i64| {
        let from = value.get_untracked().or(last.get_untracked()).unwrap_or(0);
        let to = u32::try_from((i64::from(from) + by).clamp(0, i64::from(max))).unwrap_or(max);
        typed.set(to.to_string());
        on_set.run(Some(to));
    };
    let name = words.clone();
    let less = move || counts::one_less(&name.letters(speech.get())).letters(speech.get());
    let name = words.clone();
    let more = move || counts::one_more(&name.letters(speech.get())).letters(speech.get());
    let (described, warned) = (format!("{id}-last"), format!("{id}-wrong"));
    let described_by = format!("{described} {warned}");
    view! {
        <div class="count" class:part=part>
            <label for=id.clone()>{words} {hint.map(|hint| view! { <small>{hint}</small> })}</label>
            <div class="steps">
                <button type="button" aria-label=less on:click=move |_| step(-1)>
                    "−"
                </button>
                <input
                    id=id
                    node_ref=field
                    inputmode="numeric"
                    autocomplete="off"
                    enterkeyhint="next"
                    aria-describedby=described_by
                    aria-invalid=move || invalid().then_some("true")
                    placeholder=move || last.get().map(|last| last.to_string()).unwrap_or_default()
                    prop:value=shown
                    on:input=take
                    on:focus=move |_| {
                        if let Some(field) = field.get_untracked() {
                            field.select();
                        }
                    }
                />
                <button type="button" aria-label=more on:click=move |_| step(1)>
                    "＋"
                </button>
            </div>
            <span class="unseen" id=described>
                {move || last.get().map(|last| counts::last_value(last).view())}
            </span>
            <p id=warned role="status" class=move || if invalid() { "wrong" } else { "asked" } class:unseen=move || wrong.read().is_none()>
                {move || wrong.get().map(Text::view)}
            </p>
        </div>
    }
}

/// Worth asking about: more than three times the last, where the last was not a handful.
const fn unlike(number: u32, last: u32) -> bool {
    const HANDFUL: u32 = 3;
    last >= HANDFUL && number > last.saturating_mul(3)
}

/// What was typed, in any width and with or without a unit; `None` is no number, `Some(None)` an empty field.
fn read(typed: &str) -> Option<Option<u32>> {
    match text::count(typed, u64::from(u32::MAX)) {
        Ok(number) => Some(number.map(|number| u32::try_from(number).unwrap_or(u32::MAX))),
        Err(CountFault::TooMany { .. }) => Some(Some(u32::MAX)),
        Err(CountFault::Negative | CountFault::NotANumber) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_read() {
        assert_eq!(read(" １８ "), Some(Some(18)));
        assert_eq!(read("18人"), Some(Some(18)));
        assert_eq!(read("　"), Some(None));
        assert_eq!(read("-3"), None);
    }

    #[test]
    fn three_times_the_usual_is_asked_about() {
        assert!(unlike(60, 14));
        assert!(!unlike(42, 14));
        assert!(!unlike(9, 2));
    }
}
