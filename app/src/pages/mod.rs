//! A page a file: each takes a view model of its own and callbacks, and knows neither store nor network.

pub mod ask;
pub mod batch;
pub mod choose;
pub mod district;
pub mod group;
pub mod install;
pub mod join;
pub mod kind_icon;
pub mod log;
pub mod plan;
pub mod record;
pub mod records;
pub mod serves;
pub mod settings;
pub mod staff;
pub mod today;
pub mod wards;
pub mod way;
pub mod year_chooser;
