//! A page a file: each takes a view model of its own and callbacks, and knows neither store nor network.

pub mod choose;
pub mod join;
pub mod kind_icon;
pub mod log;
pub mod record;
pub mod records;
pub mod today;
pub mod wards;
