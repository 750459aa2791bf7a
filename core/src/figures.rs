//! 実績数 as an office enters them: the rows of a year's grid, what is typed into them, the same rows as a file and the file
//! come back; and what figures tell of an item. Nothing is saved here, no word of a screen.

mod answer;
mod rows;
mod sheet;
mod told;
mod typed;

#[cfg(test)]
mod tests;

pub use answer::{Answer, Proposed, Refused, Why, read_back};
pub use rows::{Asked, Beside, Held, Row, Section, sections};
pub use sheet::{Heads, sheet};
pub use told::{Told, told};
pub use typed::{Cell, Typed, Wrong, read};
