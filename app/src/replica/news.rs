//! What the replica tells the pages, as plain data; no signal, no word.

use tsunagari_core::calendar::Day;
use tsunagari_core::org::Session;
use tsunagari_core::shelf::Shelf;
use tsunagari_core::sync::status::Status;

use crate::store::StoreFault;

/// Something that the pages show has changed.
#[derive(Debug, Clone)]
pub enum News {
    /// Sending and receiving.
    Status(Status),
    /// Who this device is for the server; none before joining.
    Session(Option<Session>),
    /// The registry of all scopes that are held: plans, districts, groups, sessions, people, places.
    Registry(Shelf),
    /// The logs from some day on, the newest day first, removed ones included.
    Logs(Shelf, Day),
    /// The store failed, or works again.
    Store(Option<StoreFault>),
    /// The store had been emptied.
    Emptied(Emptied),
}

/// What became of a store that was emptied, by a person or by the system for want of room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emptied {
    /// It happened under this window, which still held so many changes that the server has not answered: they are kept
    /// again.
    Kept(usize),
    /// It happened while no window was open: nobody knows what was unsent.
    Before,
}
