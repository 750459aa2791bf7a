//! F27 and F28: many phones at once, each core's own machine, over HTTP to the real server that shares the processors with them.
//!
//! Each phone comes with five logs that were saved before, opens, loads what it may read, sends, reads what the others sent
//! meanwhile, and leaves once nothing is unsent. What is refused it tries again when its own timer says so.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

use tsunagari_core::id::ChangeId;
use tsunagari_core::sync::machine::Event;

use super::device::{Device, carrier};
use super::malformed::memory;
use super::restored::changes;
use crate::http1::Response;
use crate::proxy::held;
use crate::server::{Options, Server};
use crate::small::Small;
use crate::trouble::{Outcome, Trouble};
use crate::wait::{Watch, timed};

/// Logs that each phone brings.
const LOGS: usize = 5;
/// Phones of one district.
const OF_A_DISTRICT: usize = 100;
/// The longest that a phone may take in all.
const LIMIT: Duration = Duration::from_secs(15 * 60);

/// How many come in which time.
#[derive(Clone, Copy, Debug)]
pub struct Crowd {
    pub phones: usize,
    /// They come evenly over this time.
    pub within: Duration,
    /// Connections that are open at a time at most.
    pub at_once: usize,
    /// Whether the server was away when they first tried.
    pub after_an_outage: bool,
}

/// What it came to.
#[derive(Debug, Default)]
pub struct Sum {
    pub requests: usize,
    pub p50: Duration,
    pub p99: Duration,
    pub slowest: Duration,
    /// From the first phone's coming until the last had drained.
    pub drained: Duration,
    /// Answers by status; 0 where none came.
    pub statuses: BTreeMap<u16, usize>,
    /// Answers of 429 and 503 that did not say how long to wait.
    pub without_wait: usize,
    /// The server's greatest memory, in bytes.
    pub peak: u64,
    pub logs: usize,
    pub wrong: Vec<String>,
}

impl Sum {
    pub fn figures(&self) -> String {
        let statuses: Vec<_> =
            self.statuses.iter().map(|(status, count)| format!("{status}:{count}")).collect();
        format!(
            "requests={} p50_ms={} p99_ms={} max_ms={} drained_s={:.1} statuses={} rss_peak_mib={} logs={}",
            self.requests,
            self.p50.as_millis(),
            self.p99.as_millis(),
            self.slowest.as_millis(),
            self.drained.as_secs_f64(),
            statuses.join(","),
            self.peak / 1024 / 1024,
            self.logs
        )
    }
}

/// What all phones share.
struct Evening {
    due: Mutex<Due>,
    changed: Condvar,
    seen: Mutex<Seen>,
    watch: Watch,
}

/// Phones by when it is their turn.
struct Due {
    heap: BinaryHeap<Reverse<(Duration, usize)>>,
    phones: Vec<Option<Device>>,
    left: usize,
}

#[derive(Default)]
struct Seen {
    took: Vec<Duration>,
    sum: Sum,
    saved: BTreeSet<ChangeId>,
}

pub fn evening(crowd: Crowd) -> Outcome<Sum> {
    let small = Small::made(crowd.phones.div_ceil(OF_A_DISTRICT), OF_A_DISTRICT.min(crowd.phones))?;
    let mut server = Server::idle(small.copy()?, Options { no_sample: true, ..Options::default() })?;
    let mut seen = Seen::default();
    let mut phones = Vec::new();
    for (n, member) in small.members.iter().take(crowd.phones).enumerate() {
        let mut phone = Device::new(member.clone(), n as u64);
        // Saved without a network; where the server was away, the machine has tried and waits.
        (0..LOGS).try_for_each(|_| phone.log(&mut |_, _, _| None))?;
        seen.saved.extend(phone.saved.iter().map(|change| change.id));
        phones.push(Some(phone));
    }
    server.again()?;
    let every = crowd.within / u32::try_from(crowd.phones).unwrap_or(u32::MAX).max(1);
    let heap = (0..phones.len()).map(|n| Reverse((every * u32::try_from(n).unwrap_or(0), n))).collect();
    let left = phones.len();
    let evening = Evening {
        due: Mutex::new(Due { heap, phones, left }),
        changed: Condvar::new(),
        seen: Mutex::new(seen),
        watch: Watch::begun(),
    };
    let (port, origin) = (server.port(), server.origin());
    thread::scope(|scope| {
        for _ in 0..crowd.at_once {
            scope.spawn(|| evening.serve(port, &origin, crowd));
        }
    });
    let drained = evening.watch.passed();
    let peak = memory(server.pid().unwrap_or(0), "VmHWM")?;
    server.kill();
    let there = changes(&server.data().join("tsunagari.db"))?;
    let left = held(&evening.due).left;
    let seen = evening.seen.into_inner().map_err(|_| Trouble::new("a phone panicked"))?;
    let Seen { mut took, mut sum, saved } = seen;
    if left > 0 {
        sum.wrong.push(format!("{left} phones had not drained"));
    }
    let lost = saved.iter().filter(|id| !there.contains(id)).count();
    if lost > 0 {
        sum.wrong.push(format!("{lost} logs are lost"));
    }
    if sum.without_wait > 0 {
        sum.wrong.push(format!("{} refusals did not say how long to wait", sum.without_wait));
    }
    took.sort_unstable();
    let at = |hundredths: usize| took.get(took.len() * hundredths / 100).copied().unwrap_or_default();
    (sum.requests, sum.p50, sum.p99, sum.slowest) =
        (took.len(), at(50), at(99), took.last().copied().unwrap_or_default());
    (sum.drained, sum.peak, sum.logs) = (drained, peak, saved.len());
    Ok(sum)
}

impl Evening {
    /// Takes one phone after the other, each when its time has come, until all have drained.
    fn serve(&self, port: u16, origin: &str, crowd: Crowd) {
        while let Some((n, mut phone)) = self.next() {
            let event = if crowd.after_an_outage { Event::Hint } else { Event::Opened };
            let event = if phone.timer.take().is_some() && phone.came { Event::Woken } else { event };
            phone.came = true;
            let mut carry = carrier(&phone.member, port, origin);
            phone.go(event, &mut |method, path, body| {
                let (came, took) = timed(|| carry(method, path, body));
                self.note(came.as_ref(), took);
                came
            });
            self.back(n, phone);
        }
    }

    fn next(&self) -> Option<(usize, Device)> {
        let mut due = held(&self.due);
        loop {
            if due.left == 0 || self.watch.passed() > LIMIT {
                self.changed.notify_all();
                return None;
            }
            let now = self.watch.passed();
            match due.heap.peek().map(|Reverse((at, _))| *at) {
                Some(at) if at <= now => {
                    let Reverse((_, n)) = due.heap.pop()?;
                    let phone = due.phones.get_mut(n).and_then(Option::take)?;
                    return Some((n, phone));
                }
                wait => {
                    let wait = wait.map_or(Duration::from_secs(1), |at| at - now);
                    due = self
                        .changed
                        .wait_timeout(due, wait)
                        .map_or_else(|broken| broken.into_inner().0, |kept| kept.0);
                }
            }
        }
    }

    /// A phone that has sent all is done; another comes again when its timer rings.
    fn back(&self, n: usize, phone: Device) {
        let mut due = held(&self.due);
        if phone.unsent() == 0 {
            due.left -= 1;
        } else {
            let wait = u64::try_from(phone.timer.unwrap_or(1_000)).unwrap_or(1_000);
            due.heap.push(Reverse((self.watch.passed() + Duration::from_millis(wait), n)));
            if let Some(place) = due.phones.get_mut(n) {
                *place = Some(phone);
            }
        }
        drop(due);
        self.changed.notify_one();
    }

    fn note(&self, came: Option<&Response>, took: Duration) {
        let mut seen = held(&self.seen);
        seen.took.push(took);
        let status = came.map_or(0, |came| came.status);
        *seen.sum.statuses.entry(status).or_default() += 1;
        let waits = came.is_some_and(|came| came.headers.get("retry-after").is_some());
        seen.sum.without_wait += usize::from(matches!(status, 429 | 503) && !waits);
        if status >= 400 && !matches!(status, 429 | 503) {
            let told = came.map(Response::text).unwrap_or_default();
            seen.sum.wrong.push(format!("{status}: {told}"));
        }
    }
}
