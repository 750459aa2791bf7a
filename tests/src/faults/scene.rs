//! What a crash is tried on: a ward, a script, and servers over copies of it that are looked at once they are dead.

use super::script::{self, Acked, Script};
use crate::place::Folder;
use crate::server::{Faults, Options, Server};
use crate::small::{Member, Small};
use crate::trouble::{Outcome, Trouble};
use crate::wait;

pub struct Scene {
    pub script: Script,
    small: Small,
    /// The version of the device's scope before the script.
    before: u64,
}

/// What one run came to.
#[derive(Debug, Default)]
pub struct Tried {
    /// Whether the fault came to pass.
    pub struck: bool,
    /// Whether it came before the server answered at all.
    pub at_start: bool,
    /// Changes that were acknowledged before it ended.
    pub acked: usize,
    /// How long the next start took until it answered, in milliseconds.
    pub back: u128,
    /// What was not as promised.
    pub wrong: Vec<String>,
}

impl Scene {
    pub fn new() -> Outcome<Self> {
        let small = Small::made(1, 1)?;
        let script = Script::of(&small, member(&small)?)?;
        let mut scene = Self { script, small, before: 0 };
        let mut server = scene.server(Faults::default())?;
        server.again()?;
        scene.before = script::version(&server, scene.member()?)?;
        Ok(scene)
    }

    /// Over a copy, not started yet.
    pub fn server(&self, faults: Faults) -> Outcome<Server> {
        Server::idle(self.small.copy()?, Options { no_sample: true, faults, ..Options::default() })
    }

    pub fn copy(&self) -> Outcome<Folder> {
        self.small.copy()
    }

    pub fn member(&self) -> Outcome<&Member> {
        member(&self.small)
    }

    /// The server is dead: the database is whole, and once it runs again nothing is missing and nothing double. `there`
    /// names how many changes may be there before any is sent again; none where that is not known.
    pub fn afterwards(
        &self,
        mut server: Server,
        mut tried: Tried,
        acked: &Acked,
        there: &[usize],
    ) -> Outcome<Tried> {
        server.kill();
        server.let_go()?;
        if let Err(said) = server.check() {
            tried.wrong.push(said.to_string());
        }
        server.spared();
        let (started, took) = wait::timed(|| server.again());
        started?;
        tried.back = took.as_millis();
        let version = script::version(&server, self.member()?)?;
        let found = usize::try_from(version - self.before).unwrap_or(usize::MAX);
        if !there.is_empty() && !there.contains(&found) {
            tried.wrong.push(format!("{found} changes are there, not {there:?}"));
        }
        tried.wrong.extend(self.script.violations(&server, self.member()?, self.before, acked)?);
        Ok(tried)
    }
}

fn member(small: &Small) -> Outcome<&Member> {
    small.members.first().ok_or_else(|| Trouble::new("nobody joined"))
}
