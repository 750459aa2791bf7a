//! A year's 実施計画, bullet by bullet, with who does each; years in both eras.

use leptos::prelude::*;
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::figures::Told;
use tsunagari_core::plan::measure::Scale;

use super::hands::HandsView;
use super::kept::mark_of;
use super::ties::tie_line;
use super::told::told;
use crate::read::sheet::Item;
use crate::words::{Text, figure, measure as words};

/// The items of one fiscal year.
#[component]
pub fn YearItems(
    year: Option<FiscalYear>,
    items: Vec<Item>,
    #[prop(optional_no_strip)] body_word: Option<String>,
) -> impl IntoView {
    let heading = year.map_or_else(words::items_of_unknown_year, |year| words::year_items(&year.text()));
    let rows = items.into_iter().map(|item| row(item, body_word.clone()));
    view! {
        <section class="card">
            <h2>{heading}</h2>
            <ul class="entries">{rows.collect_view()}</ul>
        </section>
    }
}

fn row(item: Item, word: Option<String>) -> impl IntoView {
    let title = item.title.map_or_else(words::untitled, Into::into);
    view! {
        <li id=mark_of(item.id.record()) tabindex="-1">
            <div class="entry">
                <p class="strong">{title}</p>
                {item.detail.map(|detail| view! { <p class="small">{detail}</p> })}
                {item.targets.into_iter().map(|target| view! { <p><span class="tag key">{target}</span></p> }).collect_view()}
                {told(&item.told)}
                {item.figures.iter().map(figure_line).collect_view()}
                <ScaleList scales=item.scales/>
                <HandsView hands=item.hands word/>
                {item.ties.iter().map(tie_line).collect_view()}
                {item.ask.map(|ask| view! { <p class="small">{words::ask(&ask)}</p> })}
            </div>
        </li>
    }
}

/// 「実績数 31件※窓口集計（10月分まで）」.
pub fn figure_line(told: &Told) -> impl IntoView + use<> {
    let until = told.until.map(|month| figure::until(month.first().month_number()));
    view! {
        <p class="num"><span class="tag">{figure::shown()}</span>" "{told.title.clone()}" "
            {told.said()}{until.map(Text::view)}</p>
    }
}

/// 規模: told, never drawn as a goal.
#[component]
pub fn ScaleList(scales: Vec<Scale>) -> impl IntoView {
    (!scales.is_empty()).then(|| {
        let rows = scales.into_iter().map(|scale| {
            view! {
                <div>
                    <dt>{words::scale()}</dt>
                    <dd class="num">{words::scale_of(&scale.name, scale.number, &scale.unit)}</dd>
                </div>
            }
        });
        view! { <dl class="facts-list" title=words::scale_told().attr()>{rows.collect_view()}</dl> }
    })
}
