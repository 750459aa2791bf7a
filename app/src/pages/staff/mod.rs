//! The pages of the staff's rooms: people, numbers and links, groups with their meetings, places, plans; for staff and admins
//! alone, so of the third part of the program. Which room stands where in their home is not known here.

mod calendar;
mod charts;
mod choice;
mod day_field;
mod devices;
mod district_form;
mod erase;
mod figures;
mod grid;
mod group_form;
mod groups;
mod hand_over;
mod import;
mod invites;
mod made;
mod month;
mod office_form;
mod papers;
mod people;
mod place_form;
mod places;
mod plan;
mod reports;
mod results;
mod rule_form;
mod session_form;
mod sieve;
mod table;
mod typed_rows;
mod ward;

use leptos::prelude::*;
use tsunagari_core::district::District;
use tsunagari_core::group::Group;
use tsunagari_core::id::DistrictId;
use tsunagari_core::org::Role;
use tsunagari_core::record::{Kind, Record};
use tsunagari_core::sorted::sort_by_key;

pub use calendar::CalendarRoom;
pub use charts::Charts;
pub use figures::Figures;
pub use grid::Grid;
pub use groups::Groups;
pub use import::Import;
pub use invites::Invites;
pub use month::MonthRoom;
pub use papers::Papers;
pub use people::People;
pub use places::Places;
pub use plan::PlanRoom;
pub use reports::Reports;
pub use results::{Compare, Results};
pub use rule_form::{RuleForm, RuleFormProps};
pub use table::TableRoom;
pub use ward::Ward;

use super::way::to;
use crate::replica::Replica;
use crate::route::Route;
use crate::words::{Text, grid as grid_words};

/// The address of a room of staff's and of what is shown there.
fn room(tail: &str) -> String {
    to(Route::Staff(tail.to_owned()))
}

/// A district's groups to choose from; all of them first.
fn group_choices(district: DistrictId) -> Vec<(String, Text)> {
    let mut all: Vec<Group> =
        records_of(Kind::Group).with_untracked(|all| all.iter().map(Group::read).collect());
    all.retain(|group| group.district == Some(district));
    sort_by_key(&mut all, |group| group.kana.clone().unwrap_or_else(|| group.name.clone()));
    let every = (String::new(), grid_words::all_groups());
    std::iter::once(every)
        .chain(all.into_iter().map(|group| (group.id.to_string(), group.name.into())))
        .collect()
}

/// Whether whoever looks is an admin of the ward, for the life of a page.
fn is_admin() -> bool {
    let session = Replica::here().board.session;
    session.with_untracked(|own| own.as_ref().is_some_and(|own| own.role == Role::Admin))
}

/// Offices to choose from, by what they are and what they are called.
fn office_choices(offices: &[Record]) -> Vec<(String, Text)> {
    let offices = ward::sorted_offices(offices).into_iter();
    offices.map(|office| (office.id.to_string(), office.name.into())).collect()
}

/// The districts that the session looks after, with their names, in the ward's order.
fn my_districts() -> Memo<Vec<(DistrictId, String)>> {
    let board = Replica::here().board;
    Memo::new(move |_| {
        let mine = board.session.with(|session| session.as_ref().map(|session| session.districts.clone()));
        let mine = mine.unwrap_or_default();
        board.registry.with(|all| {
            let all = all.iter().filter(|record| record.kind == Kind::District && !record.removed());
            let mut all: Vec<District> =
                all.map(District::read).filter(|district| mine.contains(&district.id)).collect();
            sort_by_key(&mut all, |district| (district.number, district.id));
            all.into_iter().map(|district| (district.id, district.name)).collect()
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
