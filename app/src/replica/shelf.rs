//! The records that the pages are shown, one by one behind pointers, so that a saving copies only the record that it
//! changes; their order is the writer's, what they mean the pages' affair.

use std::sync::Arc;

use tsunagari_core::id::RecordId;
use tsunagari_core::record::Record;

/// Records in an order; never altered, only followed by another shelf. A clone is the same shelf.
#[derive(Debug, Clone, Default)]
pub struct Shelf(Arc<Vec<Arc<Record>>>);

impl Shelf {
    /// The records in their order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Record> + ExactSizeIterator + Clone {
        self.0.iter().map(Arc::as_ref)
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
    pub(super) fn pointers(&self) -> Vec<Arc<Record>> {
        self.0.to_vec()
    }
}

impl From<Vec<Arc<Record>>> for Shelf {
    fn from(records: Vec<Arc<Record>>) -> Self {
        Self(Arc::new(records))
    }
}

impl From<Vec<Record>> for Shelf {
    fn from(records: Vec<Record>) -> Self {
        records.into_iter().map(Arc::new).collect::<Vec<_>>().into()
    }
}
