//! 職員のページ: people, numbers and links, groups with their meetings, places; for staff and admins alone.

mod choice;
mod day_field;
mod devices;
mod group_form;
mod groups;
mod import;
mod invites;
mod made;
mod people;
mod place_form;
mod places;
mod plan;
mod session_form;

use leptos::prelude::*;
use tsunagari_core::district::District;
use tsunagari_core::id::DistrictId;
use tsunagari_core::org::Role;
use tsunagari_core::record::{Kind, Record};

use super::way::to;
use crate::replica::Replica;
use crate::route::{Route, StaffRoom};
use crate::words::{Text, staff as words};

/// The page below its head: the way between its rooms, and one of them.
#[component]
pub fn StaffPage(room: StaffRoom) -> impl IntoView {
    let board = Replica::here().board;
    let staff = Memo::new(move |_| {
        board.session.with(|session| session.as_ref().is_some_and(|session| session.role >= Role::Staff))
    });
    let content = move || match room {
        StaffRoom::People => view! { <people::People/> }.into_any(),
        StaffRoom::Invites => view! { <invites::Invites/> }.into_any(),
        StaffRoom::Groups => view! { <groups::Groups/> }.into_any(),
        StaffRoom::Places => view! { <places::Places/> }.into_any(),
        StaffRoom::Import => view! { <import::Import/> }.into_any(),
        StaffRoom::Plan => view! { <plan::PlanRoom/> }.into_any(),
    };
    view! {
        <Show when=move || staff.get() fallback=|| view! { <p class="card">{words::staff_only()}</p> }>
            <nav class="chips" aria-label=words::rooms().attr()>
                {StaffRoom::ALL.into_iter().map(|one| view! {
                    <a class="chip" href=to(Route::Staff(one)) aria-current=move || (room == one).then_some("page")>
                        <span>{room_name(one)}</span>
                    </a>
                }).collect_view()}
            </nav>
            {content}
        </Show>
    }
}

/// What a room is called.
pub fn room_name(room: StaffRoom) -> Text {
    match room {
        StaffRoom::People => words::people(),
        StaffRoom::Invites => words::invites(),
        StaffRoom::Groups => words::groups(),
        StaffRoom::Places => words::places(),
        StaffRoom::Import => crate::words::import::heading(),
        StaffRoom::Plan => words::plan(),
    }
}

/// The districts that the session looks after, by name.
fn my_districts() -> Memo<Vec<(DistrictId, String)>> {
    let board = Replica::here().board;
    Memo::new(move |_| {
        let mine = board.session.with(|session| session.as_ref().map(|session| session.districts.clone()));
        let mine = mine.unwrap_or_default();
        board.registry.with(|all| {
            let all = all.iter().filter(|record| record.kind == Kind::District && !record.removed());
            let all = all.map(District::read).filter(|district| mine.contains(&district.id));
            all.map(|district| (district.id, district.name)).collect()
        })
    })
}

/// The records of a kind that are not removed, as they are now.
fn records_of(kind: Kind) -> Memo<Vec<Record>> {
    let board = Replica::here().board;
    Memo::new(move |_| {
        board.registry.with(|all| {
            all.iter().filter(|record| record.kind == kind && !record.removed()).cloned().collect()
        })
    })
}

/// The same, without what arrives while a form is open among them: drawn anew, it would lose what is typed.
fn records_at_rest(kind: Kind, form: Signal<bool>) -> Memo<Vec<Record>> {
    let all = records_of(kind);
    Memo::new(move |held: Option<&Vec<Record>>| match held {
        Some(held) if form.get() => held.clone(),
        _ => all.get(),
    })
}
