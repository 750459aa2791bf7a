//! Real faults of the real server, at figures that fit every run; the long ones are the campaigns of the same names.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and says what it tried"
)]

mod decoders;
mod disk;
mod erased;
mod frozen;
mod guess;
mod layout;
mod load;
mod malformed;
mod orders;
mod restored;
mod soak;
mod stages;
mod writers;
