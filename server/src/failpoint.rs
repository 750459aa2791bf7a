//! Places where the process dies at once if `CRASH_AT=STAGE:N` names the N-th passing of one. Only builds with the feature
//! `failpoints` have it, and no build that ships.

use std::process::abort;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use futures::stream;
use sqlx::sqlite::SqliteConnection;

/// Steps of SQLite's own machine between two passings of `statement`: no statement of ours has fewer.
const STEPS: i32 = 8;
/// Time for the first half of an answer to be on its way.
const ON_ITS_WAY: Duration = Duration::from_millis(50);

/// Nothing counts before the first request that brings changes.
static ARMED: AtomicBool = AtomicBool::new(false);
static PASSED: AtomicUsize = AtomicUsize::new(0);
static WANTED: OnceLock<Option<(String, usize)>> = OnceLock::new();

fn wanted() -> Option<&'static (String, usize)> {
    let read = || {
        let told = std::env::var("CRASH_AT").ok()?;
        let (stage, times) = told.split_once(':')?;
        Some((stage.to_owned(), times.parse().ok()?))
    };
    WANTED.get_or_init(read).as_ref()
}

fn here(stage: &str) -> bool {
    let meant = wanted().filter(|(name, _)| name == stage && ARMED.load(SeqCst));
    meant.is_some_and(|(_, times)| PASSED.fetch_add(1, SeqCst) + 1 == *times)
}

/// Dies, if this is the place and the time.
pub fn pass(stage: &str) {
    if here(stage) {
        abort();
    }
}

/// A request's head has come.
pub fn accepted(request: &Request) {
    if request.uri().path() == "/api/v1/sync" {
        ARMED.store(true, SeqCst);
        pass("accept");
    }
}

/// Has the writer's connection pass `statement` while it works.
pub async fn watch(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let mut handle = connection.lock_handle().await?;
    handle.set_progress_handler(STEPS, || {
        pass("statement");
        true
    });
    Ok(())
}

/// An answer on its way out: all of it, or its first half and then death.
pub async fn torn(response: Response) -> Response {
    pass("reply");
    if !here("torn") {
        return response;
    }
    let (parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let half = whole.slice(..whole.len() / 2);
    let halves = stream::unfold(Some(half), |half| async move {
        let Some(half) = half else {
            tokio::time::sleep(ON_ITS_WAY).await;
            abort()
        };
        Some((Ok::<Bytes, std::convert::Infallible>(half), None))
    });
    Response::from_parts(parts, Body::from_stream(halves))
}
