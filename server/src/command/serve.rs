//! `tsunagari serve`: opens the storage, seeds the sample, listens, and stops cleanly when told to.

use std::fs;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::config::{Data, Serve};
use crate::http::origin::{NotAnOrigin, Origin};
use crate::http::{App, router};
use crate::public::hall::Hall;
use crate::storage::postgres::Postgres;
use crate::storage::sqlite::Sqlite;
use crate::storage::{Fault, Storage};
use crate::{cells, platform, sample, secret, summary};

/// The database's name in the data folder.
pub const DATABASE: &str = "tsunagari.db";
/// The key of the numbers' fingerprints, beside the database and not in it.
const PEPPER: &str = "pepper";
/// The file that the running server holds.
const LOCK: &str = "lock";
/// How long a stop waits for requests that were begun.
const STOP: Duration = Duration::from_secs(35);

/// Why a command ended.
#[derive(Debug, Error)]
pub enum Stopped {
    /// The machine.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The storage.
    #[error("{0}")]
    Storage(#[from] Fault),
    /// `--origin`.
    #[error("--origin: {0}")]
    Origin(#[from] NotAnOrigin),
    /// An option, with what to do.
    #[error("{0}")]
    Option(&'static str),
    /// A file that cannot be imported, in words for whoever brought it.
    #[error("{0}")]
    Import(String),
    /// A database that is not whole.
    #[error("the database is not whole: {0}")]
    Broken(String),
}

/// Serves until SIGTERM or Ctrl-C. `say` prints a line for whoever started it.
pub async fn serve(options: &Serve, say: &(dyn Fn(&str) + Sync)) -> Result<(), Stopped> {
    let Data { data, database } = &options.data;
    fs::create_dir_all(data)?;
    // Of the servers on one database each may run; the file in the folder is one server's alone.
    let _lock = if database.is_none() { Some(lock(data)?) } else { None };
    let (storage, pepper) = open(data, database.as_deref()).await?;
    let listener = TcpListener::bind(options.listen).await?;
    let address = listener.local_addr()?;
    let origin = match &options.origin {
        Some(origin) => Origin::parse(origin)?,
        None => Origin::parse(&format!("http://localhost:{}", address.port()))?,
    };
    if options.sample {
        sample::seed::seed(&storage, options.sample_today.as_deref()).await?;
        for line in sample::seed::roles(&storage, &origin, &pepper).await? {
            say(&line);
        }
    }
    say(&format!("listen\t{}\t{address}", origin.as_str()));
    let public = Hall::new(options.public_off.clone());
    let app = App::with_public(storage.clone(), origin, pepper, options.sample, public);
    let mut stop = signal(SignalKind::terminate())?;
    let told = async move {
        tokio::select! {
            _ = stop.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    };
    let summaries = tokio::spawn(summary::keep(storage.clone()));
    let packing = tokio::spawn(pack(storage.clone()));
    answer(app, listener, told).await?;
    summaries.abort();
    packing.abort();
    storage.close().await;
    Ok(())
}

/// Builds the cells that are missing, so that the first load after a start or an import does not wait for them.
async fn pack(storage: Storage) {
    let orgs = storage.read(|tx| tx.orgs()).await.unwrap_or_default();
    for org in orgs {
        if let Err(fault) = cells::build_all(&storage, org.id).await {
            tracing::warn!(%fault, "cells");
        }
    }
}

/// Answers on a listener until told to stop, then finishes what was begun.
pub async fn answer(
    app: App,
    listener: TcpListener,
    told: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let (stopping, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        told.await;
        let _ = stopping.send(());
    });
    let overdue = async {
        if stopped.await.is_ok() {
            tokio::time::sleep(STOP).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        served = serving => served?,
        () = overdue => tracing::warn!("some requests did not end in time"),
    }
    Ok(())
}

/// Opens the data folder, or the database that several servers share: it has an epoch then. And the pepper, which lies
/// in the folder in any case and is the same for all servers of one database.
pub async fn open(data: &Path, database: Option<&str>) -> Result<(Storage, [u8; 32]), Stopped> {
    fs::create_dir_all(data)?;
    let storage = match database {
        Some(url) => Storage::Postgres(Postgres::open(url).await?),
        None => Storage::Sqlite(Sqlite::open(&data.join(DATABASE)).await?),
    };
    begin(&storage).await?;
    let pepper = pepper_of(data)?;
    if !storage.same_pepper(mark(&pepper)).await? {
        return Err(Stopped::Option(
            "the database's servers have another key: copy the file `pepper` from the first one's --data into this one's",
        ));
    }
    Ok((storage, pepper))
}

/// Begins the first epoch where there is none.
async fn begin(storage: &Storage) -> Result<(), Fault> {
    if storage.read(|tx| tx.epoch()).await.is_ok() {
        return Ok(());
    }
    let now = platform::now();
    let epoch = tsunagari_core::id::EpochId::from_uuid(platform::random_uuid());
    let begun = storage.write(move |tx| {
        Box::pin(async move {
            if tx.epoch().await.is_err() {
                tx.begin_epoch(epoch, now).await?;
            }
            Ok(())
        })
    });
    begun.await
}

/// Held while the server runs, so that no second one and no restore comes between.
pub fn lock(data: &Path) -> Result<fs::File, Stopped> {
    let file = fs::File::create(data.join(LOCK))?;
    file.try_lock().map_err(|_| Stopped::Option("a server is running on this data; stop it first"))?;
    Ok(file)
}

/// The key that lies in a data folder; made where there is none.
pub(crate) fn pepper_of(data: &Path) -> io::Result<[u8; 32]> {
    pepper(&data.join(PEPPER))
}

/// What may be known of a key: enough to tell it from another.
pub(crate) fn mark(pepper: &[u8; 32]) -> secret::Hash {
    secret::sha256(&[b"mark".as_slice(), pepper].concat())
}

fn pepper(path: &Path) -> io::Result<[u8; 32]> {
    use std::os::unix::fs::OpenOptionsExt as _;
    if let Ok(bytes) = fs::read(path) {
        return Ok(secret::sha256(&bytes));
    }
    let bytes = platform::random::<32>();
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(&bytes)?;
    file.sync_all()?;
    Ok(secret::sha256(&bytes))
}
