//! The rooms of the staff's page: a line for each, in the order in which they stand in its home. No room is drawn here.

use leptos::prelude::*;

use crate::pages::staff::{
    CalendarRoom, Charts, Compare, Figures, Grid, Groups, Import, Invites, MonthRoom, Papers, People, Places,
    PlanRoom, Reports, Results, Ward,
};
use crate::parts::Icon;
use crate::words::{
    Text, calendar, chart, desk, figure, grid, group, import, papers, result, staff as words, table, ward,
};

/// A room.
pub(super) struct Room {
    /// Its address below `staff/`.
    pub key: &'static str,
    pub shelf: Shelf,
    pub icon: Icon,
    pub name: fn() -> Text,
    /// Draws it; told what follows its key in the address.
    pub draw: fn(&str) -> AnyView,
}

/// What a room is for: the cards of the home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shelf {
    /// 毎日.
    Daily,
    /// 年度末.
    YearEnd,
    /// 台帳: groups, places, people.
    Registers,
    /// 計画.
    Plan,
}

impl Shelf {
    pub const ALL: [Self; 4] = [Self::Daily, Self::YearEnd, Self::Registers, Self::Plan];

    pub fn name(self) -> Text {
        match self {
            Self::Daily => words::daily(),
            Self::YearEnd => words::year_end(),
            Self::Registers => words::registers(),
            Self::Plan => words::plans(),
        }
    }
}

#[rustfmt::skip] // a line for each
pub(super) const ROOMS: &[Room] = &[
    Room { key: "month", shelf: Shelf::Daily, icon: Icon::Clock, name: desk::heading, draw: |rest| view! { <MonthRoom rest=rest.to_owned()/> }.into_any() },
    Room { key: "grid", shelf: Shelf::Daily, icon: Icon::Paper, name: grid::heading, draw: |rest| view! { <Grid rest=rest.to_owned()/> }.into_any() },
    Room { key: "calendar", shelf: Shelf::Daily, icon: Icon::Book, name: calendar::heading, draw: |_| view! { <CalendarRoom/> }.into_any() },
    Room { key: "papers", shelf: Shelf::Daily, icon: Icon::Print, name: papers::heading, draw: |_| view! { <Papers/> }.into_any() },
    Room { key: "charts", shelf: Shelf::YearEnd, icon: Icon::Book, name: chart::heading, draw: |_| view! { <Charts/> }.into_any() },
    Room { key: "reports", shelf: Shelf::YearEnd, icon: Icon::Print, name: group::reports, draw: |_| view! { <Reports/> }.into_any() },
    Room { key: "figures", shelf: Shelf::YearEnd, icon: Icon::Pencil, name: figure::heading, draw: |_| view! { <Figures/> }.into_any() },
    Room { key: "results", shelf: Shelf::YearEnd, icon: Icon::Pencil, name: result::heading, draw: |_| view! { <Results/> }.into_any() },
    Room { key: "years", shelf: Shelf::YearEnd, icon: Icon::Folder, name: result::years_heading, draw: |_| view! { <Compare/> }.into_any() },
    Room { key: "people", shelf: Shelf::Registers, icon: Icon::People, name: words::people, draw: |_| view! { <People/> }.into_any() },
    Room { key: "invites", shelf: Shelf::Registers, icon: Icon::Key, name: words::invites, draw: |_| view! { <Invites/> }.into_any() },
    Room { key: "groups", shelf: Shelf::Registers, icon: Icon::Meeting, name: words::groups, draw: |_| view! { <Groups/> }.into_any() },
    Room { key: "places", shelf: Shelf::Registers, icon: Icon::Place, name: words::places, draw: |_| view! { <Places/> }.into_any() },
    Room { key: "ward", shelf: Shelf::Registers, icon: Icon::Folder, name: ward::heading, draw: |_| view! { <Ward/> }.into_any() },
    Room { key: "table", shelf: Shelf::YearEnd, icon: Icon::Print, name: table::heading, draw: |_| super::table::table() },
    Room { key: "import", shelf: Shelf::Plan, icon: Icon::Folder, name: import::heading, draw: |_| view! { <Import/> }.into_any() },
    Room { key: "plan", shelf: Shelf::Plan, icon: Icon::Pencil, name: words::plan, draw: |_| view! { <PlanRoom/> }.into_any() },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_rooms_have_one_address_and_each_is_on_a_card() {
        for (at, room) in ROOMS.iter().enumerate() {
            assert!(!room.key.is_empty() && !room.key.contains('/'));
            assert!(ROOMS.iter().take(at).all(|other| other.key != room.key));
            assert!(Shelf::ALL.contains(&room.shelf));
        }
    }
}
