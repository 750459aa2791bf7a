//! F11 and F12: the server is killed at its k-th call to the disk, or the call fails, in the middle of a script of fifty changes.

use std::collections::BTreeMap;

use super::scene::{Scene, Tried};
use super::script::{self, Acked};
use super::traced::{self, Injected};
use crate::http1::{Request, Response};
use crate::place::Folder;
use crate::server::{Faults, Server};
use crate::trouble::{Outcome, Trouble};

/// Calls in a row that fail.
const FAILING: usize = 4;
/// How often a refused request is sent again.
const TRIES: usize = 40;

pub struct Disk {
    scene: Scene,
    /// How many calls a run makes that nothing is done to.
    pub calls: BTreeMap<&'static str, usize>,
}

impl Disk {
    pub fn new() -> Outcome<Self> {
        traced::ready()?;
        let mut disk = Self { scene: Scene::new()?, calls: BTreeMap::new() };
        let seen = Folder::new("calls")?;
        let calls = seen.path().join("calls");
        let mut server = disk.server(traced::counting(&calls))?;
        server.again()?;
        let acked = disk.scene.script.push(&server, disk.scene.member()?)?;
        server.kill();
        if acked.len() != script::CHANGES {
            return Err(Trouble::new(format!("{} changes were acknowledged", acked.len())));
        }
        disk.calls = traced::counted(&calls)?;
        Ok(disk)
    }

    /// F11: dies as it begins its k-th call.
    pub fn kill(&self, call: &str, k: usize) -> Outcome<Tried> {
        let mut server = self.server(traced::injecting(call, Injected::Kill(k)))?;
        let at_start = server.again().is_err();
        let member = self.scene.member()?;
        let acked = if at_start { Acked::new() } else { self.scene.script.push(&server, member)? };
        let struck = at_start || server.ask(Request::new("GET", "/health")).is_err();
        let tried = Tried { struck, at_start, acked: acked.len(), ..Tried::default() };
        self.scene.afterwards(server, tried, &acked, &[])
    }

    /// F12: the k-th call and some after it give an error. Nothing is acknowledged meanwhile, the state of health is told,
    /// and it goes on by itself.
    pub fn fail(&self, call: &str, error: &'static str, k: usize) -> Outcome<Tried> {
        let mut server = self.server(traced::injecting(call, Injected::Error(error, k, FAILING)))?;
        let (mut tried, mut acked) =
            (Tried { at_start: server.again().is_err(), ..Tried::default() }, Acked::new());
        tried.struck = tried.at_start;
        if !tried.at_start {
            for (first, changes) in self.scene.script.requests() {
                self.insist(&server, first, &changes, &mut acked, &mut tried)?;
            }
            let health = server.ask(Request::new("GET", "/health"))?;
            if health.status != 200 {
                tried.wrong.push(format!("health after the fault: {}", health.status));
            }
        }
        tried.acked = acked.len();
        let there = acked.len();
        self.scene.afterwards(server, tried, &acked, &[there])
    }

    /// Sends a request until it is taken, as a phone does.
    fn insist(
        &self,
        server: &Server,
        first: usize,
        changes: &[&str],
        acked: &mut Acked,
        tried: &mut Tried,
    ) -> Outcome<()> {
        for _ in 0..TRIES {
            let answer = self.scene.member()?.push(server, changes)?;
            if answer.status == 200 {
                return script::take(acked, first, changes, &answer);
            }
            if let Some(wrong) = not_a_clear_503(&answer) {
                tried.wrong.push(wrong);
            }
            if !tried.struck {
                tried.struck = true;
                let health = server.ask(Request::new("GET", "/health"))?;
                if health.status != 503 {
                    tried.wrong.push(format!("health in the fault: {}", health.status));
                }
            }
        }
        Err(Trouble::new(format!("change {first} was not taken in {TRIES} tries")))
    }

    fn server(&self, under: Vec<String>) -> Outcome<Server> {
        self.scene.server(Faults { under, ..Faults::default() })
    }
}

fn not_a_clear_503(answer: &Response) -> Option<String> {
    let waits = answer.headers.get("retry-after").and_then(|value| value.parse::<u32>().ok());
    let told = answer.text().contains("urn:tsunagari:storage");
    let clear = answer.status == 503 && waits.is_some_and(|seconds| seconds >= 1) && told;
    (!clear).then(|| format!("answered {} {}", answer.status, answer.text()))
}
