//! 表と印刷, put together: the room, and how far the plan's targets have come.

use leptos::prelude::*;
use tsunagari_core::plan::target::Target;

use crate::pages::staff::TableRoom;
use crate::screens::Scene;
use crate::screens::plan::open_book;
use crate::screens::standings::Standings;

pub(super) fn table() -> AnyView {
    let scene = Scene::here();
    let standings = Standings::of(scene, open_book(scene));
    let counting = Callback::new(move |target: Target| standings.told(&target));
    view! { <TableRoom counting/> }.into_any()
}
