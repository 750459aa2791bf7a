//! F38: phones that write, change one another's logs, are cut off, killed, and have wrong clocks, for a long time; the server
//! dies under them and is started again. After each stretch all queues drain and all show the same.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use serde_json::json;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use tokio::runtime::Runtime;
use tsunagari_core::change::Act;
use tsunagari_core::id::ChangeId;
use tsunagari_core::org::Role;
use tsunagari_core::record::{Class, Record, Scope};
use tsunagari_core::sync::machine::Event;
use tsunagari_server::command::serve::DATABASE;
use tsunagari_world::chance::Chance;

use super::device::{Device, carrier};
use super::malformed::memory;
use super::restored::changes;
use crate::http1::Response;
use crate::proxy::held;
use crate::server::{Options, Server};
use crate::small::{Small, fields};
use crate::trouble::{Outcome, Trouble};
use crate::wait::{self, Watch};

const DISTRICTS: usize = 2;
const EACH: usize = 4;
/// From one press of a phone to the next: so that none asks more often than the server lets a device.
const PACE: Duration = Duration::from_millis(180);
/// Logs at the head of a list, from which one is taken to be changed.
const SHOWN: usize = 30;
/// Ten years, in milliseconds: how far a clock may be wrong, either way.
const TEN_YEARS: i64 = 10 * 365 * 24 * 60 * 60 * 1000;
/// Stretches of a life until its database's caches are full (40 MiB of the server's memory, after 14 of a minute each): only what
/// grows from then on is a leak.
const WARM: usize = 15;
/// The server's memory may grow so far beyond what it was then, in hundredths.
const GROWTH: u64 = 110;
/// How often an answer is lost: once in so many.
const LOST: u64 = 15;

pub struct Soak {
    small: Small,
    server: Server,
    phones: Vec<Phone>,
    chance: Chance,
    /// Stretches of this life of the server.
    age: usize,
    /// Its memory after `WARM` of them, in bytes.
    warm: Option<u64>,
}

struct Phone {
    device: Device,
    chance: Chance,
    cut: bool,
    removed: Vec<Record>,
}

/// What a stretch came to.
#[derive(Debug, Default)]
pub struct Stretch {
    /// Changes that were called saved in it.
    pub saved: usize,
    pub edits: usize,
    /// Deaths of phones, of the server; times that a phone was cut off.
    pub phones_killed: usize,
    pub server_killed: usize,
    pub cuts: usize,
    /// Answers by status; 0 where none came.
    pub statuses: BTreeMap<u16, usize>,
    /// Values that stand beside another's at the end of it.
    pub parallel: usize,
    /// The most rounds that a phone took until its queue had drained.
    pub rounds: usize,
    /// The server's memory at its end, in bytes, and how it is to that once its caches were full, in hundredths; 0 before.
    pub memory: u64,
    pub growth: u64,
    pub wrong: Vec<String>,
}

impl Stretch {
    pub fn figures(&self) -> String {
        let statuses: Vec<_> =
            self.statuses.iter().map(|(status, count)| format!("{status}:{count}")).collect();
        format!(
            "edits={} phones_killed={} server_killed={} cuts={} statuses={} parallel={} most_rounds_to_drain={} rss_kib={} rss_percent_of_warm={}",
            self.edits,
            self.phones_killed,
            self.server_killed,
            self.cuts,
            statuses.join(","),
            self.parallel,
            self.rounds,
            self.memory / 1024,
            self.growth
        )
    }
}

impl Soak {
    /// Eight phones of staff in two districts; they make so many logs each before it begins and change them from then on,
    /// so that what the server holds stays as large as it is and growth is a leak.
    pub fn begun(seed: u64, logs: usize) -> Outcome<Self> {
        let small = Small::made_for(Role::Staff, DISTRICTS, EACH)?;
        let server = Server::over(small.copy()?, Options { no_sample: true, ..Options::default() })?;
        let mut phones = Vec::new();
        for (member, n) in small.members.iter().zip(seed * 100..) {
            let mut device = Device::new(member.clone(), n);
            (0..logs).try_for_each(|_| device.log(&mut |_, _, _| None))?;
            let chance = Chance::new(n + 50);
            phones.push(Phone { device, chance, cut: false, removed: Vec::new() });
        }
        let chance = Chance::new(seed);
        Ok(Self { small, server, phones, chance, age: 0, warm: None })
    }

    /// So long; the server dies so often in it, whenever so many presses have been made as chance says.
    pub fn stretch(&mut self, time: Duration, deaths: usize) -> Outcome<Stretch> {
        let mut stretch = Stretch::default();
        let before: usize = self.phones.iter().map(|phone| phone.device.saved.len()).sum();
        let (watch, told) = (Watch::begun(), Mutex::new(Stretch::default()));
        let at = |share: u64| time * u32::try_from(share).unwrap_or(0) / 1000;
        let mut deaths: Vec<Duration> = (0..deaths).map(|_| at(self.chance.below(1000))).collect();
        deaths.sort_unstable();
        let (port, origin) = (self.server.port(), self.server.origin());
        thread::scope(|scope| {
            let lives: Vec<_> = self
                .phones
                .iter_mut()
                .map(|phone| scope.spawn(|| phone.lives(port, &origin, (watch, time), &told)))
                .collect();
            for death in deaths {
                wait::within(time, "the moment of a death", || (watch.passed() >= death).then_some(()))?;
                self.server.kill();
                if let Err(said) = self.server.check() {
                    stretch.wrong.push(said.to_string());
                }
                self.server.again()?;
                stretch.server_killed += 1;
            }
            lives
                .into_iter()
                .try_for_each(|life| life.join().unwrap_or_else(|_| Err(Trouble::new("a phone panicked"))))
        })?;
        let told = told.into_inner().map_err(|_| Trouble::new("a phone panicked"))?;
        stretch.wrong.extend(told.wrong);
        (stretch.edits, stretch.phones_killed, stretch.cuts) = (told.edits, told.phones_killed, told.cuts);
        stretch.statuses = told.statuses;
        stretch.saved = self.phones.iter().map(|phone| phone.device.saved.len()).sum::<usize>() - before;
        self.judge(&mut stretch)?;
        Ok(stretch)
    }

    /// Faults have stopped: all drain, all show what a phone shows that has just come, nothing is lost.
    fn judge(&mut self, stretch: &mut Stretch) -> Outcome<()> {
        let (port, origin) = (self.server.port(), self.server.origin());
        // The second time for what the others brought meanwhile.
        for _ in 0..2 {
            for (n, Phone { device, cut, .. }) in self.phones.iter_mut().enumerate() {
                *cut = false;
                let mut carry = carrier(&device.member, port, &origin);
                match device.drained(&mut carry) {
                    Ok(rounds) => stretch.rounds = stretch.rounds.max(rounds),
                    Err(stuck) => stretch.wrong.push(format!("phone {n}: {stuck}")),
                }
            }
        }
        let member = self.small.members.first().ok_or_else(|| Trouble::new("nobody"))?;
        let mut fresh = Device::new(member.clone(), 1);
        fresh.drained(&mut carrier(member, port, &origin))?;
        let shown = fresh.hashes();
        if shown.len() < DISTRICTS * 2 {
            stretch.wrong.push(format!("a new phone holds {:?} alone", shown.keys()));
        }
        for (n, phone) in self.phones.iter().enumerate() {
            if phone.device.hashes() != shown {
                stretch.wrong.push(format!("phone {n} shows another ward than a new one"));
            }
        }
        let logs = fresh.scopes().into_iter().flat_map(|scope| fresh.view(scope, Class::Log));
        stretch.parallel = logs.map(|log| log.parallel.len()).sum();
        let there = changes(&self.server.data().join(DATABASE))?;
        let saved = self.phones.iter().flat_map(|phone| &phone.device.saved).map(|change| change.id);
        let lost: Vec<ChangeId> = saved.filter(|id| !there.contains(id)).collect();
        if !lost.is_empty() {
            stretch.wrong.push(format!("{} changes are lost: {lost:?}", lost.len()));
        }
        stretch.memory = memory(self.server.pid().unwrap_or(0), "VmRSS")?;
        if stretch.server_killed > 0 {
            (self.age, self.warm) = (0, None);
        } else {
            self.age += 1;
        }
        if self.age >= WARM {
            let warm = *self.warm.get_or_insert(stretch.memory);
            stretch.growth = stretch.memory * 100 / warm.max(1);
            if stretch.growth > GROWTH {
                stretch.wrong.push(format!("the server's memory is at {} % of what it was", stretch.growth));
            }
        }
        Ok(())
    }

    /// The server ends whole, and in each district every version was given out once, without a gap.
    pub fn over(mut self) -> Outcome<Vec<String>> {
        self.server.kill();
        let mut wrong: Vec<String> = self.server.check().err().iter().map(ToString::to_string).collect();
        for (scope, last, given, apart) in versions(&self.server.data().join(DATABASE))? {
            if (last, last) != (given, apart) {
                wrong.push(format!("{scope} is at {last}, after {given} changes of {apart} versions"));
            }
        }
        Ok(wrong)
    }
}

/// Of each district: its version, the changes that took effect in it, and how many versions they have.
fn versions(database: &Path) -> Outcome<Vec<(String, i64, i64, i64)>> {
    const ASKED: &str = "select s.scope, s.version, count(c.version), count(distinct c.version) from scopes s \
         join records r on r.org = s.org and r.scope = s.scope join changes c on c.org = r.org and c.record = r.id \
         where s.scope like 'district/%/all' group by s.scope, s.version";
    let runtime = Runtime::new().map_err(Trouble::at("a runtime"))?;
    let read = async {
        let mut connection = SqliteConnectOptions::new().filename(database).connect().await?;
        sqlx::query_as(ASKED).fetch_all(&mut connection).await
    };
    let all: Vec<_> = runtime.block_on(read).map_err(Trouble::at(database.display()))?;
    if all.len() < DISTRICTS { Err(Trouble::new("districts without a version")) } else { Ok(all) }
}

impl Phone {
    /// Presses, faults and all, until the time is over.
    fn lives(
        &mut self,
        port: u16,
        origin: &str,
        (watch, time): (Watch, Duration),
        told: &Mutex<Stretch>,
    ) -> Outcome<()> {
        let mut next = PACE * (self.chance.below(100) as u32) / 100;
        while next < time {
            wait::within(time + PACE, "the next press", || (watch.passed() >= next).then_some(()))?;
            next = watch.passed().max(next) + PACE;
            self.does_something(port, origin, told)?;
        }
        Ok(())
    }

    fn does_something(&mut self, port: u16, origin: &str, told: &Mutex<Stretch>) -> Outcome<()> {
        let what = self.chance.below(100);
        let Self { device, chance, cut, removed } = self;
        if (80..86).contains(&what) {
            *cut = !*cut;
            held(told).cuts += usize::from(*cut);
        }
        let cut = *cut;
        let mut send = carrier(&device.member, port, origin);
        let mut losing = Chance::new(chance.bits());
        let mut carry = |method: &'static str, path, body| -> Option<Response> {
            if cut {
                return None;
            }
            let came = send(method, path, body);
            let status = came.as_ref().map_or(0, |came| came.status);
            *held(told).statuses.entry(status).or_default() += 1;
            if status >= 400 && !matches!(status, 429 | 503) {
                held(told)
                    .wrong
                    .push(format!("{status}: {}", came.as_ref().map(Response::text).unwrap_or_default()));
            }
            came.filter(|_| !losing.one_in(LOST))
        };
        let carry = &mut carry;
        match what {
            0..60 => {
                let Some(seen) = one_of(device, chance) else { return Ok(()) };
                held(told).edits += 1;
                let set = match chance.below(3) {
                    0 => json!({ "heads": chance.below(90) }),
                    1 => json!({ "note": format!("歌をうたった {}", chance.below(1000)) }),
                    _ => json!({ "heads": chance.below(90), "helpers": chance.below(9) }),
                };
                device.edit(&seen, Act::Set(fields(set)), carry)
            }
            60..64 => {
                let Some(seen) = one_of(device, chance) else { return Ok(()) };
                removed.push(seen.clone());
                device.edit(&seen, Act::Remove, carry)
            }
            64..68 => match removed.pop() {
                Some(seen) => device.edit(&seen, Act::Restore, carry),
                None => Ok(()),
            },
            68..86 => {
                device.go(Event::Asked, carry);
                Ok(())
            }
            86..92 => {
                device.woken(carry);
                Ok(())
            }
            92..96 => {
                held(told).phones_killed += 1;
                device.killed_and_opened(carry);
                Ok(())
            }
            _ => {
                let wrong = chance.below(2 * TEN_YEARS.unsigned_abs()) as i64;
                device.skew = wrong - TEN_YEARS;
                Ok(())
            }
        }
    }
}

/// A log of either district, near the head of the list.
fn one_of(device: &Device, chance: &mut Chance) -> Option<Record> {
    let mut scopes = device.scopes();
    scopes.retain(|scope| matches!(scope, Scope::DistrictAll(_)));
    let scope = *chance.pick(&scopes)?;
    chance.pick(&device.newest(scope, Class::Log, SHOWN)).cloned()
}
