//! What the browser knows, one fact a file; no record, no page, no rule.

pub mod aside;
pub mod bytes;
pub mod clock;
pub mod compress;
pub mod file;
pub mod install;
pub mod leaving;
pub mod machine;
pub mod notebook;
pub mod online;
pub mod random;
pub mod share;
pub mod sheet;
pub mod space;
pub mod tabs;
pub mod timer;
pub mod update;
pub mod wide;
