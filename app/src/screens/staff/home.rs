//! The home of the staff's page: a card for each shelf with the ways to its rooms.

use leptos::prelude::*;

use super::rooms::{ROOMS, Room, Shelf};
use crate::pages::way::to;
use crate::parts::LinkRow;
use crate::route::Route;

/// The cards; a shelf without a room has none.
#[component]
pub(super) fn Home() -> impl IntoView {
    view! { <div class="cards">{Shelf::ALL.into_iter().filter_map(card).collect_view()}</div> }
}

fn card(shelf: Shelf) -> Option<AnyView> {
    let rooms = ROOMS.iter().filter(|room| room.shelf == shelf);
    let row = |room: &Room| {
        let href = to(Route::Staff(room.key.to_owned()));
        view! { <li><LinkRow href icon=room.icon words=(room.name)() /></li> }.into_any()
    };
    let rows: Vec<AnyView> = rooms.map(row).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <nav class="card" aria-label=shelf.name().attr()>
                <h2>{shelf.name()}</h2>
                <ul>{rows}</ul>
            </nav>
        }
        .into_any()
    })
}
