//! The `tsunagari` command as a library: everything but the command line.

pub mod sample;
