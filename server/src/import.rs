//! An import on the server: the plans that a file is laid beside, and writing it all in one transaction.
//! Bytes become tables and tables become deeds in `tsunagari_import`, which the phone runs too.

pub mod ground;
pub mod publish;

#[cfg(test)]
mod tests;

pub use tsunagari_import::*;
