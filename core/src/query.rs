//! Read models: what pages and the server show of records, one file for each; nothing here changes anything.

pub mod circular;
pub mod coming;
pub mod deed;
pub mod district_year;
pub mod gauge;
pub mod grid;
pub mod group_year;
pub mod late;
pub mod ledger;
pub mod list;
pub mod month;
pub mod overview;
pub mod plaza_year;
pub mod serves;
pub mod slip;
pub mod standing;
pub mod summary;
#[cfg(test)]
mod tests;
pub mod thanks;
pub mod today;
pub mod totals;
pub mod twin;
pub mod usual;
pub mod ways;
pub mod year_look;
