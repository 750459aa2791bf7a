//! How devices and the server agree: messages, the server's desk, the device's machine; no socket, no store.

pub mod cell;
pub mod desk;
pub mod machine;
pub mod pace;
pub mod reply;
pub mod status;
pub mod wire;
