//! F18: bringing the database's layout up to date is killed at its k-th call to the disk, from every earlier layout.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{ConnectOptions as _, Connection as _, Row as _};
use tokio::runtime::Runtime;
use tsunagari_server::command::serve::DATABASE;

use super::traced::{self, Injected};
use crate::place::{Folder, copy};
use crate::server::program;
use crate::trouble::{Outcome, Trouble};

/// Every layout that there was, as folders that a server is started over.
pub struct Layouts {
    runtime: Runtime,
    migrator: Migrator,
    /// By the number of steps done: the folder and what the database is made of.
    earlier: Vec<(Folder, Made)>,
    /// What it is made of once all steps are done.
    newest: Made,
}

/// What a database is made of: the text of each table and index, and which steps it notes as done.
type Made = (BTreeSet<String>, Vec<i64>);

/// What one run came to.
#[derive(Debug, Default)]
pub struct Tried {
    pub struck: bool,
    pub wrong: Vec<String>,
}

impl Layouts {
    pub fn new() -> Outcome<Self> {
        traced::ready()?;
        let runtime = Runtime::new().map_err(Trouble::at("a runtime"))?;
        let migrator = runtime.block_on(Migrator::new(steps())).map_err(Trouble::at("the steps"))?;
        let mut layouts = Self { runtime, migrator, earlier: Vec::new(), newest: Made::default() };
        for done in 0..=layouts.migrator.migrations.len() {
            let folder = layouts.laid(done)?;
            let made = layouts.made(folder.path())?;
            if done < layouts.migrator.migrations.len() {
                layouts.earlier.push((folder, made));
            } else {
                layouts.newest = made;
            }
        }
        Ok(layouts)
    }

    /// How many earlier layouts there were; the first is an empty database.
    pub fn earlier(&self) -> usize {
        self.earlier.len()
    }

    /// How many calls bringing one up to date takes.
    pub fn calls(&self, from: usize, call: &str) -> Outcome<usize> {
        let (seen, data) = (Folder::new("calls")?, self.copy(from)?);
        let calls = seen.path().join("calls");
        opened(&traced::counting(&calls), data.path())?;
        Ok(traced::counted(&calls)?.get(call).copied().unwrap_or(0))
    }

    /// Killed at the k-th call: what lies there is the old layout or the new one, whole, and the next start makes it new.
    pub fn kill(&self, from: usize, call: &str, k: usize) -> Outcome<Tried> {
        let data = self.copy(from)?;
        let struck = opened(&traced::injecting(call, Injected::Kill(k)), data.path())?;
        let mut tried = Tried { struck: !struck, wrong: Vec::new() };
        let found = self.made(data.path())?;
        let between = self.earlier.get(from..).unwrap_or_default().iter().map(|(_, made)| made);
        if !between.chain([&self.newest]).any(|made| *made == found) {
            tried.wrong.push(format!("between layouts: {found:?}"));
        }
        if !opened(&[], data.path())? {
            tried.wrong.push("it does not open again".to_owned());
        }
        let now = self.made(data.path())?;
        if now != self.newest {
            tried.wrong.push(format!("not the newest after the next start: {now:?}"));
        }
        Ok(tried)
    }

    fn copy(&self, from: usize) -> Outcome<Folder> {
        let (folder, _) = self.earlier.get(from).ok_or_else(|| Trouble::new("no such layout"))?;
        let data = Folder::new("layout")?;
        copy(folder.path(), data.path())?;
        Ok(data)
    }

    /// A database on which so many steps were done.
    fn laid(&self, done: usize) -> Outcome<Folder> {
        let folder = Folder::new("laid")?;
        let last = done.checked_sub(1).and_then(|last| Some(self.migrator.migrations.get(last)?.version));
        let lay = async {
            let mut connection = options(folder.path()).create_if_missing(true).connect().await?;
            if let Some(last) = last {
                self.migrator.run_to(last, &mut connection).await?;
            }
            Ok::<_, MigrateError>(connection.close().await?)
        };
        self.runtime.block_on(lay).map_err(Trouble::at("an earlier layout"))?;
        Ok(folder)
    }

    fn made(&self, data: &Path) -> Outcome<Made> {
        let look = async {
            let mut connection = options(data).create_if_missing(true).connect().await?;
            let rows =
                sqlx::query("select sql from sqlite_master where sql is not null and name not like '_sqlx%'");
            let rows = rows.fetch_all(&mut connection).await?;
            let texts = rows.iter().map(|row| row.try_get(0)).collect::<Result<BTreeSet<String>, _>>()?;
            // The table of steps is made before the first step.
            let noted = sqlx::query("select count(*) from sqlite_master where name = '_sqlx_migrations'");
            let noted: i64 = noted.fetch_one(&mut connection).await?.try_get(0)?;
            let mut steps = Vec::new();
            if noted > 0 {
                let rows = sqlx::query("select version from _sqlx_migrations where success order by version");
                for row in rows.fetch_all(&mut connection).await? {
                    steps.push(row.try_get(0)?);
                }
            }
            connection.close().await?;
            Ok::<_, sqlx::Error>((texts, steps))
        };
        self.runtime.block_on(look).map_err(Trouble::at("what the database is made of"))
    }
}

fn options(data: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(data.join(DATABASE)).journal_mode(SqliteJournalMode::Wal)
}

/// The folder of SQLite's steps.
fn steps() -> PathBuf {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/migrations");
    let own = all.join("sqlite");
    if own.is_dir() { own } else { all }
}

/// Has the real command open the data, and so bring it up to date; whether it came to a good end.
fn opened(under: &[String], data: &Path) -> Outcome<bool> {
    let program = program()?;
    let mut words = under.iter().map(String::as_str).map(Path::new).chain([program.as_path()]);
    let first = words.next().unwrap_or(&program);
    let mut command = Command::new(first);
    command.args(words).args(["org", "list", "--data"]).arg(data).stdout(Stdio::null()).stderr(Stdio::null());
    Ok(command.status().map_err(Trouble::at(first.display()))?.success())
}
