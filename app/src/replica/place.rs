//! That this device has joined, noted outside the store too: so a store that was emptied is told from one that is new.

use crate::platform::notebook;
use crate::store::idb::IdbStore;

/// The ward's store, as it is noted.
#[derive(Clone)]
pub struct Place {
    slug: String,
    store: IdbStore,
}

impl Place {
    /// Of the ward whose store this is.
    pub fn new(slug: &str, store: IdbStore) -> Self {
        Self { slug: slug.to_owned(), store }
    }

    /// Whether another store was here when the device joined.
    pub fn was_emptied(&self) -> bool {
        let noted: Option<String> = notebook::read(&self.name());
        noted.is_some() && noted != self.store.own_name()
    }

    /// The device has joined, or joined still.
    pub fn note(&self) {
        if let Some(own) = self.store.own_name() {
            notebook::write(&self.name(), &own);
        }
    }

    /// The device has left.
    pub fn forget(&self) {
        notebook::forget(&self.name());
    }

    fn name(&self) -> String {
        format!("joined.{}", self.slug)
    }
}
