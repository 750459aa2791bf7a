//! Prebuilt cells: packing records for a first load, and noticing when a cell has fallen too far behind.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use tsunagari_core::id::OrgId;
use tsunagari_core::record::{Class, Record, Scope, Version};
use tsunagari_core::sync::cell;
use tsunagari_core::sync::wire::{BUNDLE_BYTES, Bundle, CELL_RECORDS, CellHead, CellMark, Cursor, ENVELOPE};

use crate::storage::{Fault, Storage, Tx};

/// How many versions of its scope a cell may lag behind before it is built anew. A device that loaded it asks the feed
/// for no more than these.
pub const CELL_LAG: Version = 500;
/// The order in which a bundle goes on: what every start needs comes first.
const CLASSES: [Class; 2] = [Class::Registry, Class::Log];

/// A bundle, ready to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Packed {
    /// Its head.
    pub bundle: Bundle,
    /// Its cells' bytes.
    pub cells: Vec<Vec<u8>>,
}

/// The bundle of a scope that begins at `mark`, or the first. Cells that are missing or lag too far are built and kept.
pub async fn bundle(
    storage: &Storage,
    org: OrgId,
    scope: Scope,
    mark: Option<CellMark>,
) -> Result<Packed, Fault> {
    let (packed, built) =
        storage.read(move |tx| Box::pin(async move { pack(tx, org, scope, mark).await })).await?;
    if !built.is_empty() {
        storage.write_in(org, move |tx| Box::pin(async move { keep(tx, org, scope, &built).await })).await?;
    }
    Ok(packed)
}

/// A cell that was built just now.
#[derive(Clone)]
struct Built {
    head: CellHead,
    bytes: Vec<u8>,
}

/// Keeps what was built, but for cells of which a record has changed since: it may have been erased meanwhile.
async fn keep(tx: &mut dyn Tx, org: OrgId, scope: Scope, built: &[Built]) -> Result<(), Fault> {
    for Built { head, bytes } in built {
        let born = (head.born_from, head.born_to);
        if tx.changed_in(org, scope, head.class, born, head.version).await?.is_none() {
            tx.put_cell(org, scope, head, bytes).await?;
        }
    }
    Ok(())
}

/// Builds the cell anew that a record of this birth is packed in, if there is one.
pub async fn renew(
    tx: &mut dyn Tx,
    org: OrgId,
    scope: Scope,
    class: Class,
    born: Version,
) -> Result<(), Fault> {
    let now = tx.version(org, scope).await?;
    let mut shelf = Shelf { org, scope, now, built: Vec::new() };
    let heads = tx.cells(org, scope, class).await?;
    if let Some(head) = heads.into_iter().find(|head| (head.born_from..=head.born_to).contains(&born)) {
        shelf.build(tx, class, head.index, head.born_from).await?;
    }
    keep(tx, org, scope, &shelf.built).await
}

async fn pack(
    tx: &mut dyn Tx,
    org: OrgId,
    scope: Scope,
    mark: Option<CellMark>,
) -> Result<(Packed, Vec<Built>), Fault> {
    let now = Cursor { epoch: tx.epoch().await?, version: tx.version(org, scope).await? };
    let mut shelf = Shelf { org, scope, now: now.version, built: Vec::new() };
    let mut bundle = empty(scope, now);
    let (mut cells, mut sum) = (Vec::new(), 0_usize);
    for class in CLASSES.into_iter().filter(|class| mark.is_none_or(|mark| *class >= mark.class)) {
        let below = mark.filter(|mark| mark.class == class).map_or(u32::MAX, |mark| mark.below);
        let heads = shelf.heads(tx, class).await?;
        for head in heads.into_iter().rev().filter(|head| head.index < below) {
            if sum > BUNDLE_BYTES {
                bundle.next = Some(CellMark { class, below: head.index + 1 });
                return Ok((Packed { bundle, cells }, shelf.built));
            }
            let (head, bytes) = shelf.fresh(tx, head).await?;
            sum = sum.saturating_add(bytes.len());
            bundle.cursor.version = bundle.cursor.version.min(head.version);
            bundle.cells.push(head);
            cells.push(bytes);
        }
    }
    Ok((Packed { bundle, cells }, shelf.built))
}

fn empty(scope: Scope, cursor: Cursor) -> Bundle {
    Bundle { envelope: ENVELOPE.to_owned(), scope, cursor, cells: Vec::new(), next: None }
}

/// A scope's cells while one bundle is packed.
struct Shelf {
    org: OrgId,
    scope: Scope,
    /// The scope's counter.
    now: Version,
    built: Vec<Built>,
}

impl Shelf {
    /// The heads of a class, by index; where records have come that no cell has room for, theirs are built.
    async fn heads(&mut self, tx: &mut dyn Tx, class: Class) -> Result<Vec<CellHead>, Fault> {
        let mut heads = tx.cells(self.org, self.scope, class).await?;
        loop {
            let (index, from) = match heads.last() {
                Some(last) if is_full(last) => (last.index + 1, last.born_to + 1),
                Some(last) if !self.overflows(tx, last).await? => return Ok(heads),
                Some(last) => (last.index, last.born_from),
                None => (0, 0),
            };
            let Some(head) = self.build(tx, class, index, from).await? else { return Ok(heads) };
            heads.retain(|old| old.index != index);
            heads.push(head);
        }
    }

    /// Whether a cell that was built half empty has more records by now than a cell holds.
    async fn overflows(&self, tx: &mut dyn Tx, last: &CellHead) -> Result<bool, Fault> {
        let room = CELL_RECORDS - usize::try_from(last.count).unwrap_or(CELL_RECORDS);
        let more = tx.born_from(self.org, self.scope, last.class, last.born_to + 1, room + 1).await?;
        Ok(more.len() > room)
    }

    async fn build(
        &mut self,
        tx: &mut dyn Tx,
        class: Class,
        index: u32,
        from: Version,
    ) -> Result<Option<CellHead>, Fault> {
        let records = tx.born_from(self.org, self.scope, class, from, CELL_RECORDS).await?;
        if records.is_empty() {
            return Ok(None);
        }
        let (head, bytes) = compressed(class, index, self.now, &records)?;
        self.built.retain(|old| (old.head.class, old.head.index) != (class, index));
        self.built.push(Built { head: head.clone(), bytes });
        Ok(Some(head))
    }

    /// A cell with the version up to which it tells all: as kept where that is near enough, else built anew.
    async fn fresh(&mut self, tx: &mut dyn Tx, head: CellHead) -> Result<(CellHead, Vec<u8>), Fault> {
        let to = if is_full(&head) { head.born_to } else { Version::MAX };
        let born = (head.born_from, to);
        let changed = tx.changed_in(self.org, self.scope, head.class, born, head.version).await?;
        let told = changed.map_or(self.now, |first| first.saturating_sub(1));
        let kept =
            if self.now.saturating_sub(told) > CELL_LAG { None } else { self.bytes(tx, &head).await? };
        if let Some(bytes) = kept {
            return Ok((CellHead { version: told, ..head }, bytes));
        }
        let built = self.build(tx, head.class, head.index, head.born_from).await?;
        let head = built.ok_or(Fault::Unreadable("cell"))?;
        let bytes = self.bytes(tx, &head).await?.ok_or(Fault::Unreadable("cell"))?;
        Ok((head, bytes))
    }

    async fn bytes(&self, tx: &mut dyn Tx, head: &CellHead) -> Result<Option<Vec<u8>>, Fault> {
        let just_now = self.built.iter().find(|built| built.head == *head);
        match just_now {
            Some(built) => Ok(Some(built.bytes.clone())),
            None => tx.cell(self.org, self.scope, head.class, head.index).await,
        }
    }
}

fn is_full(head: &CellHead) -> bool {
    usize::try_from(head.count).is_ok_and(|count| count >= CELL_RECORDS)
}

fn compressed(
    class: Class,
    index: u32,
    version: Version,
    records: &[Record],
) -> Result<(CellHead, Vec<u8>), Fault> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    let bytes = gzip
        .write_all(&cell::to_lines(records))
        .and_then(|()| gzip.finish())
        .map_err(|_| Fault::Unreadable("cell"))?;
    let mut head = cell::head(class, index, version, records);
    head.bytes = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    Ok((head, bytes))
}

/// Builds what is missing in every scope of a ward, so that nobody's first load waits for it.
pub async fn build_all(storage: &Storage, org: OrgId) -> Result<(), Fault> {
    let scopes = storage.read(move |tx| tx.versions(org)).await?;
    for scope in scopes.into_keys() {
        let mut mark = None;
        loop {
            let packed = bundle(storage, org, scope, mark).await?;
            mark = packed.bundle.next;
            if mark.is_none() {
                break;
            }
        }
    }
    Ok(())
}
