//! 計画: the shelf of plans, a plan as a tree, a measure's page; words of the plan come as data, never from here.

mod branch;
mod cells;
mod hands;
mod items;
mod leaf;
mod measure;
mod search;
mod shelf;
mod small;
mod target;
mod ties;
mod told;
mod tree;

use std::sync::Arc;

use leptos::prelude::*;

use crate::read::book::Book;

pub use measure::{Counting, MeasurePage};
pub use shelf::ShelfPage;
pub use target::Behind;
pub use tree::TreePage;

/// The book as pages hold it: read once, shared by every component.
pub type OpenBook = Memo<Arc<Book>>;
