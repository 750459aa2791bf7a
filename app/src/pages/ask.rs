//! Asking for something to be done: the intent is judged by core over what is on the board, then saved by the replica.

use tsunagari_core::id::RecordId;
use tsunagari_core::intent::Intent;
use tsunagari_core::record::Record;

pub use crate::replica::NotDone;
use crate::replica::Replica;
use crate::replica::refusal::NotSaved;
use crate::words::{Text, phone as words, trouble};

/// Does it; the records it touched, none where nothing would change. `opened` are the records as they were when the
/// form was opened.
pub async fn ask(replica: Replica, intent: Intent, opened: &[Record]) -> Result<Vec<RecordId>, NotDone> {
    replica.submit(intent, None, opened).await
}

/// In words: what is safe, what to do.
pub fn told(not: &NotDone) -> Text {
    match not {
        NotDone::Refused(_) => words::not_saved(),
        NotDone::NotSaved(NotSaved::Store(_)) => trouble::storage_full(),
        NotDone::NotSaved(NotSaved::Refused(_)) => trouble::not_yours(),
        NotDone::NotSaved(_) => words::not_saved(),
    }
}
