//! Records in an order, one by one behind pointers, found by id and kind; nothing of what they mean. A shelf is never
//! altered, only followed by another, so a saving copies only the record that it changes, and where records stand is found
//! out once for all who look.

use std::sync::Arc;

use crate::id::RecordId;
use crate::kind::Kinds;
use crate::record::{Kind, Record};
use crate::sorted::SortedMap;

/// Records in an order. A clone is the same shelf.
#[derive(Debug, Clone, Default)]
pub struct Shelf(Arc<Held>);

#[derive(Debug, Default)]
struct Held {
    records: Vec<Arc<Record>>,
    index: Index,
}

/// Where the records of a list stand, by id and by kind; of two with one id the later counts.
#[derive(Debug, Default)]
pub(crate) struct Index {
    by_id: SortedMap<RecordId, usize>,
    by_kind: SortedMap<Kind, Vec<usize>>,
    kinds: Option<Kinds>,
}

impl Shelf {
    /// The records in their order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Record> + ExactSizeIterator + Clone {
        self.0.records.iter().map(Arc::as_ref)
    }

    /// Those of these ids.
    pub fn held(&self, ids: &[RecordId]) -> Vec<Record> {
        self.iter().filter(|record| ids.contains(&record.id)).cloned().collect()
    }

    /// Whether both are one shelf: nothing was written between.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The pointers, to lay changed records among them.
    pub fn pointers(&self) -> Vec<Arc<Record>> {
        self.0.records.clone()
    }

    pub(crate) fn records(&self) -> &[Arc<Record>] {
        &self.0.records
    }

    pub(crate) fn index(&self) -> &Index {
        &self.0.index
    }
}

impl From<Vec<Arc<Record>>> for Shelf {
    fn from(records: Vec<Arc<Record>>) -> Self {
        let index = Index::of(&records.iter().map(Arc::as_ref).collect::<Vec<_>>());
        Self(Arc::new(Held { records, index }))
    }
}

impl From<Vec<Record>> for Shelf {
    fn from(records: Vec<Record>) -> Self {
        records.into_iter().map(Arc::new).collect::<Vec<_>>().into()
    }
}

impl Index {
    pub(crate) fn of(records: &[&Record]) -> Self {
        let by_id: SortedMap<_, _> =
            records.iter().enumerate().map(|(place, record)| (record.id, place)).collect();
        let mut by_kind: SortedMap<Kind, Vec<usize>> = SortedMap::new();
        let mut kinds = None;
        for place in by_id.values() {
            let Some(record) = records.get(*place) else { continue };
            match by_kind.get_mut(&record.kind) {
                Some(places) => places.push(*place),
                None => _ = by_kind.insert(record.kind.clone(), vec![*place]),
            }
            if record.kind == Kind::Org && kinds.is_none() {
                kinds = Some(Kinds::read(Some(record)));
            }
        }
        Self { by_id, by_kind, kinds }
    }

    pub(crate) fn place(&self, id: RecordId) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    /// Those of a kind, by id.
    pub(crate) fn places(&self, kind: &Kind) -> &[usize] {
        self.by_kind.get(kind).map_or(&[], Vec::as_slice)
    }

    /// What the ward's record says; none where it is not among them.
    pub(crate) const fn kinds(&self) -> Option<&Kinds> {
        self.kinds.as_ref()
    }
}
