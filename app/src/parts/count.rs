//! One number with its two steps: empty until somebody says it, last time's value waiting in grey.

use leptos::{ev, html, prelude::*};

use crate::words::{Speaking, Text, counts};

/// What was typed as a number: half or full width, with or without a comma or a trailing 人.
/// `None` inside is an empty field.
pub fn digits(typed: &str) -> Result<Option<u32>, Text> {
    let plain: String = typed
        .trim()
        .trim_end_matches(['人', '名', '件', '組', '食', '軒', '部'])
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, ',' | '，'))
        .map(|letter| match letter {
            '０'..='９' => char::from_u32(u32::from(letter) - u32::from('０') + u32::from('0')).unwrap_or(letter),
            other => other,
        })
        .collect();
    if plain.is_empty() {
        return Ok(None);
    }
    if !plain.chars().all(|letter| letter.is_ascii_digit()) {
        return Err(counts::not_a_number());
    }
    Ok(Some(plain.parse().unwrap_or(u32::MAX)))
}

/// `on_set` brings every new value; a value beyond `max` is brought too, and told under the field.
#[component]
pub fn Count(
    /// Unique in the page.
    #[prop(into)]
    id: String,
    #[prop(into)] words: Text,
    #[prop(into, optional)] hint: Option<Text>,
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
        match digits(&typed.read()) {
            Ok(read) if read == value => typed.get(),
            Err(_) if value.is_none() => typed.get(),
            _ => value.map(|number| number.to_string()).unwrap_or_default(),
        }
    };
    let wrong = Memo::new(move |_| match (value.get(), digits(&typed.read())) {
        (Some(number), _) if number > max => Some(counts::too_many(max)),
        (None, Err(why)) => Some(why),
        (Some(number), _) => last.get().filter(|last| unlike(number, *last)).map(counts::three_times),
        _ => None,
    });
    let invalid = move || value.get().map_or_else(|| digits(&typed.read()).is_err(), |number| number > max);
    let take = move |event: ev::Event| {
        let text = event_target_value(&event);
        on_set.run(digits(&text).unwrap_or(None));
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
            <p class="wrong" id=warned class:unseen=move || wrong.read().is_none() role="status">
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_read() {
        assert_eq!(digits(" １８ "), Ok(Some(18)));
        assert_eq!(digits("18人"), Ok(Some(18)));
        assert_eq!(digits("1,240"), Ok(Some(1240)));
        assert_eq!(digits("　"), Ok(None));
        assert_eq!(digits("0"), Ok(Some(0)));
    }

    #[test]
    fn what_is_no_number_is_told() {
        assert!(digits("-3").is_err());
        assert!(digits("十八").is_err());
        assert!(digits("3.5").is_err());
        assert_eq!(digits("99999999999999999999"), Ok(Some(u32::MAX)));
    }

    #[test]
    fn three_times_the_usual_is_asked_about() {
        assert!(unlike(60, 14));
        assert!(!unlike(42, 14));
        assert!(!unlike(9, 2));
    }
}
