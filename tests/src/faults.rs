//! Faults of the real server, each as a function that a test calls with small figures and a campaign with long ones.

pub mod decoders;
pub mod device;
pub mod disk;
pub mod layout;
pub mod load;
pub mod malformed;
pub mod restored;
pub mod scene;
pub mod script;
pub mod soak;
pub mod stages;
pub mod traced;
