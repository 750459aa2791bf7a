//! Known bugs, each with a name, that tests plant to see them found. Only the twin of this crate which `tests/planted`
//! compiles can plant one; here [`on`] is never, and nothing of it is left in a program.

/// A bug as somebody might make it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bug {
    /// The device forgets a change between the answer and the page that brings it back.
    OwnLogGone,
    /// A page's first record is not stored, and the cursor says that it was.
    CursorAhead,
    /// A request without a reply counts as sent.
    QueueCleared,
    /// Whoever writes last is taken to have seen everything.
    BaseIgnored,
    /// After the cells the device stands where the newest of them was built, not the oldest.
    CellsOlder,
    /// What was sent is not kept to be offered again.
    SentDropped,
    /// Taking back a removal throws away the values beside those that stand.
    ParallelLostOnRestore,
    /// A change that the server cannot take is sent again for ever, and what is behind it waits.
    PoisonBlocks,
    /// A version of a time that was lost counts as one of now.
    EpochIgnored,
    /// After a restore nothing is offered again.
    SentNotOffered,
    /// An edit of a removed record is dropped.
    RemoveBeatsEdit,
    /// An edit of a record that was removed meanwhile is kept, and its author is not told.
    RemovalUntold,
    /// A district that is taken away takes with it what was not sent yet.
    ScopeDropsQueue,
    /// A revoked device loses what was not sent yet.
    RevokedDropsQueue,
    /// The mirror of a district that is taken away stays.
    ScopeKept,
    /// A record is lost where fresh ones become cells.
    FoldLoses,
    /// A change that is refused is taken for one that the server gave.
    GivenShort,
    /// A page leaves an added up month as it was.
    TotalsStale,
    /// What stands on a refused change is taken.
    ParentForgotten,
    /// Memory believes a batch before it was written.
    MemoryFirst,
    /// A late reply is taken for that to another request.
    RepliesMixed,
    /// What lay under a draft's key is believed for ever.
    DraftStale,
    /// The draft ends, and then the change is saved.
    DraftEndedEarly,
    /// A round ends and keeps the lock.
    LockKept,
    /// One's own earlier change counts as somebody else's.
    LineageIgnored,
    /// Fields that this build does not know are dropped.
    UnknownLost,
    /// Of two values the one that was written later by the clocks stands.
    ClockDecides,
    /// A repeat is decided anew. (The server's; the simulated one's here, as the three below.)
    RepeatForgotten,
    /// Two changes are given one version.
    VersionUnlocked,
    /// A page is read while its last record is not committed.
    ReadBeforeCommit,
    /// A page's cursor is the scope's, whatever is still to come.
    PageCutShort,
}

impl Bug {
    /// All of them.
    pub const ALL: [Self; 31] = [
        Self::OwnLogGone,
        Self::CursorAhead,
        Self::QueueCleared,
        Self::BaseIgnored,
        Self::CellsOlder,
        Self::SentDropped,
        Self::ParallelLostOnRestore,
        Self::PoisonBlocks,
        Self::EpochIgnored,
        Self::SentNotOffered,
        Self::RemoveBeatsEdit,
        Self::RemovalUntold,
        Self::ScopeDropsQueue,
        Self::RevokedDropsQueue,
        Self::ScopeKept,
        Self::FoldLoses,
        Self::GivenShort,
        Self::TotalsStale,
        Self::ParentForgotten,
        Self::MemoryFirst,
        Self::RepliesMixed,
        Self::DraftStale,
        Self::DraftEndedEarly,
        Self::LockKept,
        Self::LineageIgnored,
        Self::UnknownLost,
        Self::ClockDecides,
        Self::RepeatForgotten,
        Self::VersionUnlocked,
        Self::ReadBeforeCommit,
        Self::PageCutShort,
    ];
}

/// Whether a bug is planted: never in what ships.
#[cfg(not(feature = "planted"))]
pub const fn on(_: Bug) -> bool {
    false
}

/// Whether a bug is planted in this thread.
#[cfg(feature = "planted")]
pub fn on(bug: Bug) -> bool {
    PLANTED.with(|planted| planted.get() == Some(bug))
}

/// Plants a bug in this thread, in the place of any that is there; none takes it away.
#[cfg(feature = "planted")]
pub fn plant(bug: Option<Bug>) {
    PLANTED.with(|planted| planted.set(bug));
}

#[cfg(feature = "planted")]
thread_local! {
    static PLANTED: core::cell::Cell<Option<Bug>> = const { core::cell::Cell::new(None) };
}
