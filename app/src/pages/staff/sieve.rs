//! What narrows a registry: words of a name, a district, whether what has ended is shown too.

use leptos::prelude::*;
use tsunagari_core::id::DistrictId;
use tsunagari_core::text::Needle;

use super::choice::Choice;
use super::my_districts;
use crate::parts::{SearchBox, Tick};
use crate::words::{Text, staff as words};

#[derive(Clone, Copy)]
pub struct Sieve {
    typed: RwSignal<String>,
    needle: Memo<Needle>,
    district: RwSignal<String>,
    ended: RwSignal<bool>,
}

impl Sieve {
    pub fn new() -> Self {
        let typed = RwSignal::new(String::new());
        let needle = Memo::new(move |_| Needle::new(&typed.read()));
        Self { typed, needle, district: RwSignal::new(String::new()), ended: RwSignal::new(false) }
    }

    /// Whether the names have all that is looked for.
    pub fn finds(self, names: &str) -> bool {
        self.needle.with(|needle| needle.is_empty() || needle.finds(names))
    }

    pub fn holds_district(self, district: DistrictId) -> bool {
        self.district.with(|chosen| chosen.is_empty() || *chosen == district.to_string())
    }

    /// Whether it is shown, ended or not.
    pub fn holds(self, ended: bool) -> bool {
        !ended || self.ended.get()
    }
}

/// `words` names the search, `ended` the tick for what has ended.
#[component]
pub fn SieveFields(sieve: Sieve, words: Text, ended: Text) -> impl IntoView {
    let districts = my_districts();
    let choices = move || {
        let all = districts.get();
        (all.len() > 1).then(|| {
            let every = (String::new(), words::all_districts());
            let all = all.into_iter().map(|(id, name)| (id.to_string(), name.into()));
            let choices = std::iter::once(every).chain(all).collect();
            let choose = Callback::new(move |key| sieve.district.set(key));
            view! { <Choice id="sieve-district" words=words::district() value=sieve.district choices on_choose=choose/> }
        })
    };
    view! {
        <section class="card from" aria-label=words::narrow().attr()>
            <SearchBox id="sieve" words value=sieve.typed on_type=Callback::new(move |typed| sieve.typed.set(typed))/>
            {choices}
            <Tick words=ended on=sieve.ended name="ended" on_change=Callback::new(move |on| sieve.ended.set(on))/>
        </section>
    }
}
