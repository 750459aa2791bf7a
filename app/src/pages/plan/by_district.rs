//! わたしの地区の分: the district's own plan, the ward's measures that are the district's too, and the targets it shares.

use std::sync::Arc;

use leptos::prelude::*;
use tsunagari_core::district::District;
use tsunagari_core::id::{DistrictId, PlanId};
use tsunagari_core::query::ways::Because;
use tsunagari_core::sorted::sort_by_key;

use super::by_target::drawn;
use super::kept::{keep, kept};
use super::row::{row_view, row_with};
use super::ways::Reader;
use crate::pages::way::to;
use crate::parts::{Icon, Sign};
use crate::read::book::Book;
use crate::read::ways::{PartOf, part_of};
use crate::route::Route;
use crate::words::{Text, reading as words};

/// The list of the district that was chosen, or the person's own.
pub fn district_part(book: &Arc<Book>, plan: PlanId, reader: Reader) -> AnyView {
    let district = RwSignal::new(kept(|kept| kept.district));
    let chosen = move |event| {
        let id = event_target_value(&event).parse::<DistrictId>().ok();
        keep(|kept| kept.district = id);
        district.set(id);
    };
    let mut all: Vec<&District> = book.districts.values().collect();
    sort_by_key(&mut all, |district| (district.number.unwrap_or(u64::MAX), district.label()));
    let options = all.into_iter().map(|one| {
        let id = one.id;
        view! { <option value=id.to_string() selected=move || district.get() == Some(id)>{one.label()}</option> }
    });
    let options = options.collect_view();
    let book = Arc::clone(book);
    view! {
        <div class="field">
            <label for="plan-district">{words::district()}</label>
            <select id="plan-district" class="write" on:change=chosen>
                <option value="">{words::choose_district()}</option>
                {options}
            </select>
        </div>
        {move || match district.get().filter(|id| book.districts.contains_key(id)) {
            Some(id) => {
                let name = book.districts.get(&id).map(District::label).unwrap_or_default();
                let facts = book.plans.get(&plan);
                facts.map(|facts| part(part_of(&book, facts, id), &name, reader)).into_any()
            }
            None => view! { <p class="card">{words::choose_district_way()}</p> }.into_any(),
        }}
    }
    .into_any()
}

fn part(part: PartOf, name: &str, reader: Reader) -> AnyView {
    let none = part.own.is_empty().then(|| view! { <p class="card">{words::own_plan_none(name)}</p> });
    let own = part.own.iter().map(|(plan, title, rows)| {
        view! {
            <section class="card tree">
                <h2>{words::own_plan()}</h2>
                <a class="link-row" href=to(Route::InPlan(plan.record()))>
                    <span class="strong">{title.clone()}</span><Sign icon=Icon::Next/>
                </a>
                <ul>{rows.iter().map(row_view).collect_view()}</ul>
            </section>
        }
    });
    let measures = part.measures.iter().map(|(row, why)| row_with(row, why.iter().map(because).collect()));
    let measures: Vec<_> = measures.collect();
    view! {
        {own.collect_view()}
        {none}
        <section class="card tree">
            <h2>{words::of_ward()}</h2>
            {if measures.is_empty() {
                view! { <p>{words::of_ward_none()}</p> }.into_any()
            } else {
                view! { <ul>{measures}</ul> }.into_any()
            }}
        </section>
        {(!part.targets.is_empty()).then(|| view! { <h2>{words::targets_shared()}</h2> })}
        {drawn(part.targets, reader)}
    }
    .into_any()
}

fn because(why: &Because) -> Text {
    match why {
        Because::Everywhere => words::because_everywhere(),
        Because::OwnTarget => words::because_own(),
        Because::Answered => words::because_answered(),
        Because::Named => words::because_named(),
    }
}
