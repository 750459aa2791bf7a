//! What a database's errors mean: which are the database's last word, and which say that the transaction was lost.

use super::Fault;

/// PostgreSQL's codes of a transaction that was rolled back for another's sake: serialization, deadlock.
const ROLLED_BACK: [&str; 2] = ["40001", "40P01"];
/// Its code of a statement in a transaction of which an earlier one failed.
const FAILED: &str = "25P02";
/// Its codes, by their beginning, of a connection that is over: connection, too many of them, shut down, left alone.
const OVER: [&str; 5] = ["08", "53300", "57P", "25P03", "25P04"];

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        if is_lost(&error) { Self::Lost(error.to_string()) } else { Self::Database(error.to_string()) }
    }
}

impl From<sqlx::migrate::MigrateError> for Fault {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Database(error.to_string())
    }
}

/// Whether the transaction is gone with all that it did, through no fault of the statement.
pub(super) fn is_lost(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed => true,
        sqlx::Error::Database(told) => {
            let over = told.code().is_some_and(|code| OVER.iter().any(|over| code.starts_with(over)));
            over || was_rolled_back(error)
        }
        _ => false,
    }
}

/// Whether the database itself says that it rolled the transaction back.
pub(super) fn was_rolled_back(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|told| told.code());
    code.is_some_and(|code| ROLLED_BACK.contains(&&*code))
}

/// Whether it was not even tried, because a statement before it had failed.
pub(super) fn was_failed(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|told| told.code());
    code.is_some_and(|code| code == FAILED)
}
