//! The phone's half, in reading order: what the browser knows, what the store keeps, what the network says.

pub mod net;
pub mod platform;
pub mod replica;
pub mod store;
