//! 計画: the shelf of plans, a plan as a tree, a measure's page; words of the plan come as data, never from here.

mod branch;
mod by_body;
mod by_district;
mod by_target;
mod by_year;
mod cells;
mod counts;
mod force;
mod hands;
mod items;
pub mod kept;
mod leaf;
mod measure;
mod paper;
mod row;
mod rules;
mod search;
mod send;
mod shelf;
mod side;
mod small;
mod target;
mod target_rows;
mod ties;
mod told;
mod tree;
mod ways;

use std::sync::Arc;

use leptos::prelude::*;

use crate::read::book::Book;

pub use counts::CountsCard;
pub use measure::{Counting, MeasurePage};
pub use rules::RulesPage;
pub use send::{SendCard, Sent};
pub use shelf::ShelfPage;
pub use target::{Behind, List, heading as goal_heading, held_of, untold};
pub use tree::{AboutPlan, ListPane, PlanPage, heading};
pub use ways::Reader;

/// The book as pages hold it: read once, shared by every component.
pub type OpenBook = Memo<Arc<Book>>;
