//! The device store's tables, keys and batches: the only words that core and a store have in common.

/// A table of the device store. Keys are text, values are bytes; a scan goes by the keys' order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Changes that the server has not answered: a change each, exact bytes; written strictly.
    Queue,
    /// Changes that it has, for 90 days, to be offered again after a restore.
    Sent,
    /// Cells, compressed as they came.
    Mirror,
    /// A cell's head each, so that a query opens only the cells it needs.
    Directory,
    /// Records changed since their cell was built; they win over cells.
    Fresh,
    /// Counted months, by scope; dropped in the transaction that changes what they count.
    Totals,
    /// What a person has typed and not yet saved.
    Draft,
    /// Cursors, epoch, session, the device's key.
    Meta,
}

impl Table {
    /// All of them, in the order of their migrations.
    pub const ALL: [Self; 8] = [
        Self::Queue,
        Self::Sent,
        Self::Mirror,
        Self::Directory,
        Self::Fresh,
        Self::Totals,
        Self::Draft,
        Self::Meta,
    ];

    /// Its name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Sent => "sent",
            Self::Mirror => "mirror",
            Self::Directory => "directory",
            Self::Fresh => "fresh",
            Self::Totals => "totals",
            Self::Draft => "draft",
            Self::Meta => "meta",
        }
    }
}

/// One write of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreOp {
    /// Writes a value, over any that is there.
    Put(Table, String, Vec<u8>),
    /// Deletes a key; nothing happens where it is missing.
    Delete(Table, String),
    /// Deletes every key that begins with the text; all of the table for the empty one.
    DeletePrefix(Table, String),
}

/// How sure a batch must be before it counts as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// On the disk: what a person was told is saved, and every batch of a sync round.
    Strict,
    /// In the system's hands: drafts.
    Relaxed,
}
