//! 実績と報告: the ward's grants, the ways to the districts' reports, an office's own list as a file.

mod grant_form;
mod grants;
mod plaza;

use leptos::prelude::*;

use super::{my_districts, room};
use crate::pages::way::to;
use crate::parts::{Icon, Sign};
use crate::route::Route;
use crate::words::{chart, group as words};

#[component]
pub fn Reports() -> impl IntoView {
    let districts = my_districts();
    let row = |(id, name): (tsunagari_core::id::DistrictId, String)| {
        view! {
            <a class="link-row" href=to(Route::District(id, None))><Sign icon=Icon::Book/><span>{name}</span><Sign icon=Icon::Next/></a>
        }
    };
    view! {
        <section class="card">
            <h2>{words::of_districts()}</h2>
            <nav aria-label=words::of_districts().attr()>{move || districts.get().into_iter().map(row).collect_view()}</nav>
        </section>
        <section class="card">
            <a class="link-row" href=room("charts")><Sign icon=Icon::Book/><span>{chart::heading()}</span><Sign icon=Icon::Next/></a>
        </section>
        <plaza::Plaza/>
        <grants::Grants/>
    }
}
