//! What a person has typed and not yet saved: kept by person and form, brought back with a question; never sent.

use tsunagari_core::device::tables::{StoreOp, Table};
use tsunagari_core::json::{self, FromJson};

use super::engine::Engine;
use super::host::Host;
use crate::net::Net;
use crate::store::{Store, StoreFault};

impl<S: Store, N: Net, H: Host> Engine<S, N, H> {
    /// The key of a form's draft: each person on a shared tablet has their own.
    pub fn draft_key(&self, form: &str) -> String {
        let person = self.device(|device| device.session().map(|session| session.person.to_string()));
        format!("{}/{form}", person.as_deref().unwrap_or("-"))
    }

    /// Keeps what is typed, as JSON. Where the store is gone the notebook takes it, so that it outlives loading once more.
    pub async fn keep_draft(&self, form: &str, draft: &str) -> Result<(), StoreFault> {
        let key = self.draft_key(form);
        let put = StoreOp::Put(Table::Draft, key.clone(), draft.as_bytes().to_vec());
        let kept = self.put_draft(&key, put).await;
        if kept.is_err() {
            self.host().note(&noted(&key), Some(draft));
        }
        kept
    }

    /// What was typed before, if anything. One that this build cannot read is left where it is.
    pub async fn draft<D: FromJson>(&self, form: &str) -> Option<D> {
        let key = self.draft_key(form);
        if let Some(text) = self.host().noted(&noted(&key)) {
            return json::read(text.as_bytes());
        }
        let row = self.row(Table::Draft, &key).await.ok()?;
        if self.device(|device| device.ended(&key)) {
            return None;
        }
        let row = row?;
        self.typed(&key, &row);
        json::read(&row)
    }

    /// Forgets it, because the person said so.
    pub async fn drop_draft(&self, form: &str) -> Result<(), StoreFault> {
        let key = self.draft_key(form);
        self.host().note(&noted(&key), None);
        self.put_draft(&key, StoreOp::Delete(Table::Draft, key.clone())).await
    }
}

/// Its name in the notebook.
pub(super) fn noted(key: &str) -> String {
    format!("draft.{key}")
}
