//! Whether the storage failed the last time that it was asked, so that whoever keeps the server running is told.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use axum::response::Response;
use tsunagari_core::id::OrgId;

use super::error::Fail;
use crate::storage::{Fault, Storage, Tx};

/// Set by an answer that the storage failed, until something was written again.
#[derive(Debug, Default)]
pub(crate) struct Ailing(AtomicBool);

/// Put on an answer that says the storage failed.
#[derive(Debug, Clone, Copy)]
struct Failed;

/// Marks the answer where the fault is the storage's own, and not only that too many wait.
pub(super) fn mark(response: &mut Response, fault: &Fault) {
    if matches!(fault, Fault::Database(_) | Fault::Lost(_) | Fault::Unreadable(_)) {
        response.extensions_mut().insert(Failed);
    }
}

impl Ailing {
    /// Looks at an answer on its way out.
    pub(super) fn seen(&self, response: &Response) {
        if response.extensions().get::<Failed>().is_some() {
            self.0.store(true, Relaxed);
        }
    }

    /// Where it ails, tries to write: a disk that cannot be written can often still be read.
    pub(super) async fn tried(&self, storage: &Storage) -> Result<(), Fail> {
        if self.0.load(Relaxed) {
            if let Some(org) = storage.read(|tx| tx.orgs()).await?.first().map(|org| org.id) {
                storage.write_in(org, move |tx| Box::pin(same_again(tx, org))).await?;
            }
            self.0.store(false, Relaxed);
        }
        Ok(())
    }
}

/// Writes a row as it is.
async fn same_again(tx: &mut dyn Tx, org: OrgId) -> Result<(), Fault> {
    let tries = tx.tries(org).await?;
    tx.put_tries(org, tries).await
}
