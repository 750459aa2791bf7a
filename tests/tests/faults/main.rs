//! Real faults of the real server, at figures that fit every run; the long ones are the campaigns of the same names.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and says what it tried"
)]

mod disk;
mod layout;
mod malformed;
mod restored;
mod stages;
