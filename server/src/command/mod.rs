//! The commands: what each does, from its options to its end.

pub mod serve;
