//! What a device holds and how it is laid out in tables of a plain key-value store; no IndexedDB, no network.

pub mod tables;
