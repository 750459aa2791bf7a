//! A device of the simulated world: a disk, one or two windows with a machine each, a wrong clock, and what was saved.

use std::collections::BTreeSet;

use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::Change;
use tsunagari_core::device::given::Ground;
use tsunagari_core::device::tables::{StoreOp, Table};
use tsunagari_core::id::{ChangeId, DeviceId, PersonId, RecordId};
use tsunagari_core::record::{Record, Scope};
use tsunagari_core::sync::machine::{Limits, Machine};

use super::disk::Disk;

/// Small limits, to meet every border often.
pub(super) const LIMITS: Limits = Limits { changes: 6, fresh: 8, cell: 5 };

/// The key of the draft that its person types.
pub(super) const DRAFT: &str = "person/log";

#[derive(Debug)]
pub(super) struct Phone {
    pub(super) device: DeviceId,
    pub(super) person: PersonId,
    pub(super) disk: Disk,
    pub(super) windows: [Option<Window>; 2],
    pub(super) lock: Option<usize>,
    /// How far its clock is from the true time, in milliseconds.
    pub(super) skew: i64,
    /// All that the screen called saved, in order.
    pub(super) saved: Vec<Saved>,
    /// An old copy of the disk.
    pub(super) copy: Option<Disk>,
    /// Whether it was once set back to an old copy: what it had not sent by then is nobody's fault.
    pub(super) rolled_back: bool,
    /// Scopes that were once dropped: their views have gaps until the world is quiet.
    pub(super) dropped: BTreeSet<Scope>,
    /// Records of which a courier brought changes: what was written elsewhere, maybe long ago, lies over its own.
    pub(super) carried: BTreeSet<RecordId>,
    /// Added up months that a window has not written yet: another may change meanwhile what they count.
    pub(super) late: Vec<StoreOp>,
    /// What a person has typed and not saved.
    pub(super) typed: Option<Vec<u8>>,
    pub(super) down: bool,
    pub(super) portal: bool,
    pub(super) clogged: bool,
    /// Rounds that began, since the last time that somebody counted.
    pub(super) rounds: usize,
    /// At how many of them the queue was first seen empty.
    pub(super) drained: Option<usize>,
}

#[derive(Debug)]
pub(super) struct Window {
    pub(super) machine: Machine,
    /// Tells this window from those before it, so that late replies do not reach the wrong one.
    pub(super) tag: u64,
    /// Which of its timers counts.
    pub(super) timer: u64,
    /// Whether the other window wrote since this one read.
    pub(super) stale: bool,
    /// Whether the batch that is being written alters what is held.
    pub(super) alters: bool,
    /// What it showed before that batch.
    pub(super) shown: Option<Shown>,
}

/// What a window showed before a batch.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) ground: Ground,
    pub(super) batch: Vec<StoreOp>,
    pub(super) records: [Vec<Record>; 2],
}

/// A change that the screen called saved.
#[derive(Debug, Clone)]
pub(super) struct Saved {
    pub(super) change: Change,
    pub(super) bytes: String,
}

impl Phone {
    pub(super) fn new(device: DeviceId, person: PersonId, skew: i64) -> Self {
        Self {
            device,
            person,
            disk: Disk::default(),
            windows: [None, None],
            lock: None,
            skew,
            saved: Vec::new(),
            copy: None,
            rolled_back: false,
            dropped: BTreeSet::new(),
            carried: BTreeSet::new(),
            late: Vec::new(),
            typed: None,
            down: false,
            portal: false,
            clogged: false,
            rounds: 0,
            drained: None,
        }
    }

    pub(super) fn clock(&self, now: i64) -> WallTime {
        WallTime::from_millis(now).plus(self.skew)
    }

    /// Every change id that its disk still knows: unsent, refused, or sent and packed.
    pub(super) fn known(&self) -> BTreeSet<ChangeId> {
        use tsunagari_core::device::keys::{REFUSED, Turn};
        use tsunagari_core::device::rows::Sent;
        let turn = |key: &str| Turn::parse(key).map(|turn| turn.change);
        let queue = self.disk.scan(Table::Queue, "").filter_map(|(key, _)| turn(key));
        let refused =
            self.disk.scan(Table::Sent, REFUSED).filter_map(|(key, _)| turn(key.strip_prefix(REFUSED)?));
        let read = |pack: &[u8]| -> Vec<ChangeId> {
            Sent::read_pack(pack).unwrap().into_iter().map(|sent| sent.id).collect()
        };
        let sent = self.disk.all_known(Table::Sent, "pack/", read).flat_map(|(_, pack)| pack.iter().copied());
        queue.chain(refused).chain(sent).collect()
    }
}
