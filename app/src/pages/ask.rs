//! Asking for something to be done: the intent is judged by core over what is on the board, then saved by the replica.

use leptos::prelude::*;
use tsunagari_core::intent::{Desk, Intent, Refusal};
use tsunagari_core::view::View;

use crate::replica::Replica;
use crate::replica::wish::{NotSaved, Wish};
use crate::words::{Text, phone as words, trouble};

/// Why nothing was done. What the person entered is still in its form.
#[derive(Debug, Clone, PartialEq)]
pub enum NotDone {
    /// Core says what to change.
    Refused(Refusal),
    /// It could not be kept.
    NotSaved(NotSaved),
}

/// Does it; how many records it touched, none where nothing would change. `form` is the draft that ends with it.
pub async fn ask(replica: Replica, intent: Intent, form: Option<&str>) -> Result<usize, NotDone> {
    let wishes = propose(replica, intent)?;
    let count = wishes.len();
    if count > 0 {
        replica.submit(wishes, form).await.map_err(NotDone::NotSaved)?;
    }
    Ok(count)
}

fn propose(replica: Replica, intent: Intent) -> Result<Vec<Wish>, NotDone> {
    let board = replica.board;
    let (registry, logs) = (board.registry.get_untracked(), board.logs.get_untracked());
    let Some(session) = board.session.get_untracked() else { return Err(NotDone::NotSaved(NotSaved::NotJoined)) };
    let view = View::new(registry.iter().chain(logs.iter()));
    let desk = Desk { now: replica.now(), view: &view, session: &session };
    desk.propose(intent, &mut || replica.random_id().uuid()).map_err(NotDone::Refused)
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
