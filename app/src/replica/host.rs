//! What the replica needs of the world besides store and network: clock, chance, a timer, packing, the other windows.

use std::pin::Pin;

use tsunagari_core::calendar::WallTime;
use uuid::Uuid;

/// A task of its own.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// The world, as far as the replica asks.
pub trait Host: 'static {
    /// Held while this window runs a round; dropping it gives it back.
    type Turn: 'static;

    /// The device's clock.
    fn now(&self) -> WallTime;
    /// Random bits.
    fn uuid(&self) -> Uuid;
    /// Lets a task run by itself.
    fn spawn(&self, task: Task);
    /// Runs a task after so many milliseconds; setting it anew takes the former back.
    fn wake(&self, millis: i64, task: Task);
    /// gzip.
    fn pack(&self, bytes: &[u8]) -> impl Future<Output = Option<Vec<u8>>>;
    /// And back, several at once.
    fn unpack(&self, packed: &[Vec<u8>]) -> impl Future<Output = Vec<Option<Vec<u8>>>>;
    /// The turn to run a round, if no other window has it.
    fn take_turn(&self) -> impl Future<Output = Option<Self::Turn>>;
    /// Tells the other windows that something was written.
    fn say_written(&self);
    /// Keeps a text outside the store, where that is gone: the last resort for a draft.
    fn note(&self, name: &str, text: Option<&str>);
    /// What was kept so.
    fn noted(&self, name: &str) -> Option<String>;
}

/// 32 random bits.
pub fn noise(host: &impl Host) -> u32 {
    (host.uuid().as_u128() & u128::from(u32::MAX)) as u32
}
