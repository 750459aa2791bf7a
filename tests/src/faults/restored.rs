//! F22 and F23: a backup is taken while phones write, the server goes on, is lost and put back; the phones bring what came
//! after the backup, and all show the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::{fs, thread};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Row as _};
use tsunagari_core::id::ChangeId;
use tsunagari_core::record::Class;
use tsunagari_core::sync::machine::Event;

use super::device::{Device, carrier};
use crate::http1::Request;
use crate::place::Folder;
use crate::server::{Options, Server, program};
use crate::small::Small;
use crate::trouble::{Outcome, Trouble};
use crate::wait;

const DISTRICTS: usize = 2;
const EACH: usize = 3;
/// Logs that each phone saves at least before the backup, and after it.
const STRETCH: usize = 12;

/// What a round came to.
#[derive(Debug, Default)]
pub struct Round {
    pub saved: usize,
    /// Changes that the server had acknowledged and the backup does not have.
    pub after_backup: usize,
    /// The most rounds that a phone took until its queue had drained.
    pub rounds: usize,
    pub wrong: Vec<String>,
}

/// One round; `by_restore` uses `tsunagari restore`, else the file is swapped by hand and `epoch new` follows.
pub fn round(seed: u64, by_restore: bool) -> Outcome<Round> {
    let small = Small::made(DISTRICTS, EACH)?;
    let devices = small.members.iter().cloned().zip(seed * 100..).map(|(member, n)| Device::new(member, n));
    let mut devices: Vec<Device> = devices.collect();
    let copies = Folder::new("copies")?;
    let options = Options { no_sample: true, ..Options::default() };
    let mut server = Server::over(small.copy()?, options)?;
    let mut round = Round::default();

    let acked_before = under_load(&server, &mut devices, &copies)?;
    let backup = newest(&copies)?;
    let held = changes(&backup)?;
    if let Some(missing) = acked_before.iter().find(|id| !held.contains(id)) {
        round.wrong.push(format!("acknowledged before the backup began and not in it: {missing}"));
    }
    let acked: BTreeSet<_> = devices.iter().flat_map(acked).collect();
    round.after_backup = acked.difference(&held).count();

    put_back(&mut server, &backup, by_restore)?;
    for device in &mut devices {
        let mut carry = carrier(&device.member, server.port(), &server.origin());
        match device.drained(&mut carry) {
            Ok(rounds) => round.rounds = round.rounds.max(rounds),
            Err(stuck) => round.wrong.push(stuck.to_string()),
        }
    }
    // What the others brought meanwhile.
    for device in &mut devices {
        let mut carry = carrier(&device.member, server.port(), &server.origin());
        device.drained(&mut carry)?;
    }
    compare(&small, &server, &devices, &mut round)?;
    server.kill();
    if let Err(said) = server.check() {
        round.wrong.push(said.to_string());
    }
    let now = changes(&server.data().join("tsunagari.db"))?;
    let saved: Vec<ChangeId> =
        devices.iter().flat_map(|device| &device.saved).map(|change| change.id).collect();
    round.saved = saved.len();
    round.wrong.extend(saved.iter().filter(|id| !now.contains(id)).map(|id| format!("lost: {id}")));
    Ok(round)
}

/// All phones write at once while the backup is taken, and go on after it. Gives what had been acknowledged when it began.
fn under_load(server: &Server, devices: &mut [Device], copies: &Folder) -> Outcome<BTreeSet<ChangeId>> {
    let (done, acknowledged) = (AtomicBool::new(false), Mutex::new(BTreeSet::new()));
    let (port, origin) = (server.port(), server.origin());
    thread::scope(|scope| {
        let writing: Vec<_> = devices
            .iter_mut()
            .map(|device| {
                let (done, acknowledged, origin) = (&done, &acknowledged, &origin);
                scope.spawn(move || {
                    let mut carry = carrier(&device.member, port, origin);
                    device.go(Event::Opened, &mut carry);
                    let mut after = 0;
                    while after < STRETCH {
                        after += usize::from(done.load(SeqCst));
                        device.log(&mut carry)?;
                        crate::proxy::held(acknowledged).extend(acked(device));
                    }
                    Ok::<_, Trouble>(())
                })
            })
            .collect();
        let backup = (|| {
            let most = devices_times(STRETCH);
            wait::until("some logs", || (crate::proxy::held(&acknowledged).len() >= most).then_some(()))?;
            let before = crate::proxy::held(&acknowledged).clone();
            let to = copies.path().to_string_lossy().into_owned();
            command(server, &["backup", "--to", &to])?;
            Ok(before)
        })();
        done.store(true, SeqCst);
        for written in writing {
            written.join().unwrap_or_else(|_| Err(Trouble::new("a phone panicked")))?;
        }
        backup
    })
}

const fn devices_times(count: usize) -> usize {
    DISTRICTS * EACH * count
}

/// What a phone no longer has in its queue.
fn acked(device: &Device) -> Vec<ChangeId> {
    let queued = device.queued();
    device.saved.iter().map(|change| change.id).filter(|id| !queued.contains(id)).collect()
}

/// The server dies and its database is lost.
fn put_back(server: &mut Server, backup: &std::path::Path, by_restore: bool) -> Outcome<()> {
    server.kill();
    let from = backup.to_string_lossy().into_owned();
    if by_restore {
        command(server, &["restore", "--from", &from])?;
    } else {
        for end in ["-wal", "-shm", ""] {
            fs::remove_file(server.data().join(format!("tsunagari.db{end}"))).ok();
        }
        fs::copy(backup, server.data().join("tsunagari.db")).map_err(Trouble::at("the backup"))?;
        command(server, &["epoch", "new"])?;
    }
    server.again()
}

/// Every phone of a scope shows what one shows that has just joined and loaded it from the start.
fn compare(small: &Small, server: &Server, devices: &[Device], round: &mut Round) -> Outcome<()> {
    let mut fresh = BTreeMap::new();
    for member in small.members.iter().step_by(EACH) {
        let mut reader = Device::new(member.clone(), 1);
        reader.drained(&mut carrier(member, server.port(), &server.origin()))?;
        fresh.extend(reader.hashes());
    }
    for (n, device) in devices.iter().enumerate() {
        for (place, hash) in device.hashes() {
            if fresh.get(&place) != Some(&hash) {
                round.wrong.push(format!("phone {n} shows another {place:?} than the server"));
            }
        }
        let shown = device.view(device.member.scope(), Class::Log);
        for change in &device.saved {
            if !shown.iter().any(|record| record.id == change.record && record.parallel.is_empty()) {
                round.wrong.push(format!("phone {n} does not show its own {}", change.record));
            }
        }
    }
    let health = server.ask(Request::new("GET", "/health"))?;
    if health.status != 200 {
        round.wrong.push(format!("health: {}", health.status));
    }
    Ok(())
}

fn command(server: &Server, words: &[&str]) -> Outcome<()> {
    let mut command = Command::new(program()?);
    let said = command.args(words).arg("--data").arg(server.data()).output();
    let said = said.map_err(Trouble::at("tsunagari"))?;
    let why = || Trouble::new(format!("{words:?}: {}", String::from_utf8_lossy(&said.stderr)));
    if said.status.success() { Ok(()) } else { Err(why()) }
}

fn newest(copies: &Folder) -> Outcome<PathBuf> {
    let files = fs::read_dir(copies.path()).map_err(Trouble::at("the copies"))?.flatten();
    let whole = files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|end| end == "db"));
    whole.max().ok_or_else(|| Trouble::new("no backup"))
}

/// The changes that a database has.
pub fn changes(database: &std::path::Path) -> Outcome<BTreeSet<ChangeId>> {
    let runtime = tokio::runtime::Runtime::new().map_err(Trouble::at("a runtime"))?;
    let read = async {
        let mut connection = SqliteConnectOptions::new().filename(database).connect().await?;
        let rows = sqlx::query("select id from changes").fetch_all(&mut connection).await?;
        rows.iter().map(|row| row.try_get::<Vec<u8>, _>(0)).collect::<Result<Vec<_>, sqlx::Error>>()
    };
    let ids = runtime.block_on(read).map_err(Trouble::at(database.display()))?;
    Ok(ids.iter().filter_map(|id| uuid::Uuid::from_slice(id).ok()).map(ChangeId::from_uuid).collect())
}
