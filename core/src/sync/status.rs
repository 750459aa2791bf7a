//! What the screen is told about sending and receiving, as data; the words are the app's.

use crate::calendar::WallTime;
use crate::record::Scope;

/// How far a phone's clock may be off before its owner is told, in milliseconds.
pub const CLOCK_OFF: i64 = 10 * 60_000;

/// What the screen is told. Equal statuses look the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// Changes that the server has not answered.
    pub unsent: usize,
    /// Whether a round is under way.
    pub sending: bool,
    /// When the server last took a change, by its clock.
    pub last_sent: Option<WallTime>,
    /// When the server last answered, by its clock; to the hour where an answer brought nothing.
    pub heard: Option<WallTime>,
    /// When the oldest unsent change was written, by the device's clock.
    pub waiting_since: Option<WallTime>,
    /// Things that need a person: refused records, and changes that wait alone.
    pub attention: usize,
    /// Why the last try brought nothing; none after one that did.
    pub why: Option<Why>,
    /// How much the device's clock is ahead of the server's, in milliseconds, where it is more than [`CLOCK_OFF`].
    pub clock_off: Option<i64>,
    /// How far a scope is loaded that is not whole yet.
    pub loading: Option<Progress>,
}

/// Why a try brought nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// No network, or no server.
    Unreachable,
    /// Somebody else answered: a network that wants a sign-in first.
    NotOurs,
    /// The server is busy, or being worked on.
    Busy,
    /// The server failed.
    Failing(u16),
    /// The session is not known; joining again makes one. Nothing was deleted.
    SignedOut,
    /// The device was revoked: what came from the server is gone, what was written here is not.
    Revoked,
    /// The app is too old for the server; what was written here is kept.
    Update,
    /// The device could not write what it received.
    Store,
}

/// How far a scope is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The scope.
    pub scope: Scope,
    /// Records so far.
    pub records: u32,
    /// Cells so far.
    pub cells: u32,
    /// Cells still to come in the class that is being loaded.
    pub to_come: u32,
}
