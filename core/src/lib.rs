//! The lib.
