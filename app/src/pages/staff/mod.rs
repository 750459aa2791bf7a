//! The pages of the staff's rooms: people, numbers and links, groups with their meetings, places, plans; for staff and admins
//! alone, so of the third part of the program. Which room stands where in their home is not known here.

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
mod rule_form;
mod session_form;

use leptos::prelude::*;
use tsunagari_core::district::District;
use tsunagari_core::id::DistrictId;
use tsunagari_core::record::{Kind, Record};

pub use groups::Groups;
pub use import::Import;
pub use invites::Invites;
pub use people::People;
pub use places::Places;
pub use plan::PlanRoom;
pub use rule_form::{RuleForm, RuleFormProps};

use crate::replica::Replica;

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
