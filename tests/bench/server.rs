//! What the server adds to its database: pushes over HTTP against the same rows written by hand, on SQLite and on PostgreSQL;
//! and ten changed records after 1,000, 100,000 and, where a ward of that size is made in time, 1,000,000. `sqlite`, `postgres` and
//! `flat` as words measure these parts alone.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

use tokio::runtime::Runtime;
use tsunagari_core::change::PROTOCOL;
use tsunagari_core::id::{ChangeId, RecordId};
use tsunagari_postgres::Cluster;
use tsunagari_tests::bare::Base;
use tsunagari_tests::figures::{Figure, Pair, RUNS, median};
use tsunagari_tests::house::{Device, House};
use tsunagari_tests::http1::Line;
use tsunagari_tests::place::Folder;
use tsunagari_tests::server::{Options, Server, program};
use tsunagari_tests::small::{Member, Small};
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait::timed;
use tsunagari_world::chance::Chance;

/// Changes of a push, and pushes of a run, one after the other.
const TOGETHER: usize = 100;
const PUSHES: usize = 20;
/// Devices that push one change at a time, and how often each in a run.
const DEVICES: usize = 16;
const TIMES: usize = 40;
/// The least share of the database's own rate: pushes of a hundred, and of one against a commit for each.
const MANY_RATE: f64 = 0.6;
const ONE_RATE: f64 = 1.4;
/// Records of the wards that a device comes back to, the first of them the one that the others are held against.
const WARDS: [usize; 3] = [1_000, 100_000, 1_000_000];
/// How much longer an answer may take after more records.
const FLAT: f64 = 1.2;
/// Requests of one run, of each ward.
const ASKED: usize = 60;
/// The longest that a ward may take to be made.
const MADE: Duration = Duration::from_secs(300);

fn main() -> Outcome<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let part = |name: &str| wanted.is_empty() || wanted.iter().any(|word| word == name);
    let runtime = Runtime::new().map_err(Trouble::at("a runtime"))?;
    println!(
        "over one kept connection for each device, without compression; the answers bring no feeds, as none is asked for"
    );
    let small = Small::made(1, (RUNS + 1) * (DEVICES + 1))?;
    if part("sqlite") {
        pushes(&runtime, &small, None)?;
    }
    if part("postgres") {
        let cluster = Cluster::start().map_err(Trouble::new)?;
        pushes(&runtime, &small, Some(&cluster))?;
    }
    if part("flat") {
        flat(&runtime)?;
    }
    Ok(())
}

/// Both kinds of pushes on one database, five runs, each right before the same rows by hand.
fn pushes(runtime: &Runtime, small: &Small, cluster: Option<&Cluster>) -> Outcome<()> {
    let on = if cluster.is_some() { "PostgreSQL" } else { "SQLite" };
    let bench = Bench::new(runtime, small, cluster)?;
    let (mut many, mut one) = (Vec::new(), Vec::new());
    for run in 0..=RUNS {
        let mut members = small.members.iter().skip(run * (DEVICES + 1)).take(DEVICES + 1);
        let first = members.next().ok_or_else(|| Trouble::new("too few devices"))?;
        let others: Vec<_> = members.collect();
        let chance = 2 * u64::try_from(run).unwrap_or(0);
        let hundreds = bench.paired(&[first], PUSHES, TOGETHER, chance)?;
        let singles = bench.paired(&others, TIMES, 1, chance + 1)?;
        // The first does not count: caches are cold, and a server that has just started writes its summaries.
        if run > 0 {
            many.push(hundreds);
            one.push(singles);
        }
    }
    let what = format!("{TOGETHER} changes a push over HTTP, {on}");
    println!(
        "{}",
        Figure::at_least(what, "changes/s", format!("bare {on}, {TOGETHER} a commit"), &many, MANY_RATE)
    );
    let what = format!("one change a push from {DEVICES} devices, {on}");
    println!(
        "{}",
        Figure::at_least(what, "changes/s", format!("bare {on}, a commit for each"), &one, ONE_RATE)
    );
    Ok(())
}

/// A server, and a database of the same beginnings that is written by hand.
struct Bench<'a> {
    runtime: &'a Runtime,
    server: Server,
    /// The server's own rows, looked at from beside it.
    seen: Base,
    bare: Base,
    /// Where the file by hand lies.
    _beside: Folder,
}

impl<'a> Bench<'a> {
    fn new(runtime: &'a Runtime, small: &Small, cluster: Option<&Cluster>) -> Outcome<Self> {
        let (data, beside) = (small.copy()?, small.copy()?);
        let moved = |folder: &Folder| cluster.map(|cluster| moved(cluster, folder.path())).transpose();
        let (ours, other) = (moved(&data)?, moved(&beside)?);
        let server =
            Server::over(data, Options { no_sample: true, database: ours.clone(), ..Options::default() })?;
        let open = |address: Option<&str>, folder: &Path| {
            let file = folder.join("tsunagari.db");
            let base = Base::open(address, &file);
            runtime.block_on(base).map_err(Trouble::at("the database by hand"))
        };
        let (seen, bare) = (open(ours.as_deref(), server.data())?, open(other.as_deref(), beside.path())?);
        Ok(Self { runtime, server, seen, bare, _beside: beside })
    }

    /// So many pushes from each of some devices at once, and the rows that came of them by hand: changes a second. One
    /// device's pushes are committed by hand as they were pushed; those of several, one by one.
    fn paired(&self, members: &[&Member], pushes: usize, each: usize, seed: u64) -> Outcome<Pair> {
        let scope = members.first().map(|member| member.scope()).ok_or_else(|| Trouble::new("nobody"))?;
        let before = self.runtime.block_on(self.seen.version(scope)).map_err(Trouble::at("the version"))?;
        let mut chance = Chance::new(seed);
        let mut ready = Vec::new();
        for member in members {
            ready.push((*member, bodies(member, pushes, each, &mut chance)?));
        }
        let (ended, took) = timed(|| {
            thread::scope(|scope| {
                let sending: Vec<_> = ready
                    .iter()
                    .map(|(member, bodies)| scope.spawn(|| self.send(member, bodies, each)))
                    .collect();
                let ended = sending
                    .into_iter()
                    .map(|sent| sent.join().map_err(|_| Trouble::new("a device panicked"))?);
                ended.collect::<Outcome<Vec<()>>>()
            })
        });
        ended?;
        let count = members.len() * pushes * each;
        let rows = self.runtime.block_on(self.seen.rows(scope, before)).map_err(Trouble::at("the rows"))?;
        if rows.len() != count {
            return Err(Trouble::new(format!("{} rows of {count} changes", rows.len())));
        }
        let (written, by_hand) = timed(|| self.runtime.block_on(self.bare.write(&rows, each)));
        written.map_err(Trouble::at("the rows by hand"))?;
        let rate = |time: Duration| count as f64 / time.as_secs_f64();
        Ok(Pair { ours: rate(took), other: rate(by_hand) })
    }

    fn send(&self, member: &Member, bodies: &[String], each: usize) -> Outcome<()> {
        let mut line = Line::to(self.server.port()).map_err(Trouble::at("the server"))?;
        for body in bodies {
            let answer = line.ask(&member.posting(&self.server, "/api/v1/sync", body.as_str()));
            let answer = answer.map_err(Trouble::at("a push"))?;
            let taken = answer.text().matches("\"applied\"").count();
            if answer.status != 200 || taken != each {
                return Err(Trouble::new(format!("{}: {}", answer.status, answer.text())));
            }
        }
        Ok(())
    }
}

/// Pushes of new logs, as their bodies.
fn bodies(member: &Member, pushes: usize, each: usize, chance: &mut Chance) -> Outcome<Vec<String>> {
    let mut push = || {
        let changes = (0..each).map(|_| {
            let (id, record) = (ChangeId::from_uuid(chance.uuid()), RecordId::from_uuid(chance.uuid()));
            member.log(id, record, 1 + chance.below(40)).to_bytes().map_err(|_| Trouble::new("a log"))
        });
        let changes = changes.collect::<Outcome<Vec<_>>>()?;
        Ok(format!("{{\"protocol\":{PROTOCOL},\"changes\":[{}]}}", changes.join(",")))
    };
    (0..pushes).map(|_| push()).collect()
}

/// The same ward in a new database of the cluster: its address.
fn moved(cluster: &Cluster, data: &Path) -> Outcome<String> {
    let database = cluster.database().map_err(Trouble::new)?;
    let mut command = Command::new(program()?);
    let said = command.arg("move").arg("--data").arg(data).args(["--database", &database]).output();
    let said = said.map_err(Trouble::at("tsunagari move"))?;
    let why = || Trouble::new(String::from_utf8_lossy(&said.stderr).into_owned());
    if said.status.success() { Ok(database) } else { Err(why()) }
}

/// A device comes back to wards of different sizes in which ten records have changed.
fn flat(runtime: &Runtime) -> Outcome<()> {
    let mut wards: Vec<(usize, House, Device)> = Vec::new();
    let mut taken: Option<(usize, Duration)> = None;
    for count in WARDS {
        if let Some((before, took)) = taken {
            let guess = took.mul_f64(count as f64 / before as f64);
            if before > WARDS[0] && guess > MADE {
                println!(
                    "a ward of {count} records would take {:.0} s to make: not measured",
                    guess.as_secs_f64()
                );
                continue;
            }
        }
        let house = House::with(runtime, count)?;
        println!("a ward with {count} records made in {:.1} s", house.made.as_secs_f32());
        taken = Some((count, house.made));
        let device = house.device()?;
        wards.push((count, house, device));
    }
    let (at_rest, took) = timed(|| wards.iter().try_for_each(|(_, house, _)| house.rests()));
    at_rest?;
    println!("their servers were at rest {:.0} s later", took.as_secs_f32());
    let mut times: Vec<Vec<f64>> = wards.iter().map(|_| Vec::new()).collect();
    for run in 0..=RUNS {
        let mut lines = Vec::new();
        for (_, house, device) in &wards {
            let cursors = house.stand(device)?;
            lines.push((house.line()?, cursors));
        }
        let mut took: Vec<Vec<f64>> = wards.iter().map(|_| Vec::new()).collect();
        for _ in 0..ASKED {
            for (((_, house, device), (line, cursors)), took) in wards.iter().zip(&mut lines).zip(&mut took) {
                took.push(house.sync_on(line, device, cursors)?);
            }
        }
        if run > 0 {
            times.iter_mut().zip(&took).for_each(|(all, took)| all.push(median(took)));
        }
    }
    let Some((least, rest)) = times.split_first() else { return Ok(()) };
    for ((count, ..), times) in wards.iter().skip(1).zip(rest) {
        let pairs: Vec<_> =
            times.iter().zip(least).map(|(ours, other)| Pair { ours: *ours, other: *other }).collect();
        let what = format!("ten changed after {count} records, time to answer");
        println!("{}", Figure::against(what, "ms", format!("after {}", WARDS[0]), &pairs, FLAT));
    }
    Ok(())
}
