//! Fifty changes of one device, always the same, pushed one request after the other; and what must be there afterwards.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use tsunagari_core::change::{self, Act};
use tsunagari_core::id::{ChangeId, RecordId, derived};
use tsunagari_core::record::Record;
use tsunagari_core::sync::wire::{Cursor, Feed, SyncAnswer};

use crate::http1::Response;
use crate::server::Server;
use crate::small::{Member, Small, base, fields};
use crate::trouble::{Outcome, Trouble};

/// Changes of the script.
pub const CHANGES: usize = 50;
/// How many changes the requests carry, by turns.
const TOGETHER: [usize; 4] = [1, 1, 1, 2];

/// The changes as they are sent.
pub struct Script {
    requests: Vec<Vec<String>>,
    /// What each log's heads come to once all is done; none for one that was removed.
    ends: BTreeMap<RecordId, Option<u64>>,
}

/// What became of it: the outcome of each change that was acknowledged, by its place.
pub type Acked = BTreeMap<usize, change::Outcome>;

impl Script {
    pub fn of(small: &Small, member: &Member) -> Outcome<Self> {
        let (mut all, mut ends) = (Vec::new(), BTreeMap::new());
        for n in 0..CHANGES {
            let id = ChangeId::from_uuid(derived(&["change", &n.to_string()]).uuid());
            let made = |n: usize| derived(&["log", &n.to_string()]);
            let heads = n as u64;
            let seen = base(small.epoch, u64::MAX >> 12);
            let change = match n % 5 {
                3 => {
                    ends.insert(made(n - 2), Some(heads));
                    member.change(id, made(n - 2), seen, Act::Set(fields(json!({ "heads": heads }))))
                }
                4 if n % 10 == 4 => {
                    ends.insert(made(n - 2), None);
                    member.change(id, made(n - 2), seen, Act::Remove)
                }
                _ => {
                    ends.insert(made(n), Some(heads));
                    member.log(id, made(n), heads)
                }
            };
            all.push(change.to_bytes().map_err(|_| Trouble::new("a change that cannot be written"))?);
        }
        let (mut requests, mut all, mut turn) = (Vec::new(), all.into_iter(), TOGETHER.iter().cycle());
        while let (Some(first), Some(count)) = (all.next(), turn.next()) {
            requests.push(std::iter::once(first).chain(all.by_ref().take(count - 1)).collect());
        }
        Ok(Self { requests, ends })
    }

    /// Each request with the place of its first change.
    pub fn requests(&self) -> impl Iterator<Item = (usize, Vec<&str>)> {
        let mut place = 0;
        self.requests.iter().map(move |request| {
            let first = place;
            place += request.len();
            (first, request.iter().map(String::as_str).collect())
        })
    }

    /// Pushes it all until the server is gone. Whatever else than 200 comes is an error.
    pub fn push(&self, server: &Server, member: &Member) -> Outcome<Acked> {
        let mut acked = Acked::new();
        for (first, changes) in self.requests() {
            let Ok(answer) = member.push(server, &changes) else { break };
            take(&mut acked, first, &changes, &answer)?;
        }
        Ok(acked)
    }

    /// What is not as it must be once the server runs again: every change is pushed once more. An acknowledged one has its
    /// first outcome, each has taken effect once, and the logs are as they were meant.
    pub fn violations(
        &self,
        server: &Server,
        member: &Member,
        before: u64,
        acked: &Acked,
    ) -> Outcome<Vec<String>> {
        let again = self.push(server, member)?;
        let mut wrong = Vec::new();
        for (place, first) in acked {
            if again.get(place) != Some(first) {
                wrong.push(format!("change {place} was {first:?} and is {:?}", again.get(place)));
            }
        }
        let versions: BTreeSet<u64> = again.values().filter_map(change::Outcome::version).collect();
        let once: BTreeSet<u64> = (1..=CHANGES as u64).map(|n| before + n).collect();
        if versions != once {
            wrong.push(format!(
                "versions {versions:?}, not each of {before} to {} once",
                before + CHANGES as u64
            ));
        }
        let logs = logs(server, member, before)?;
        if logs != self.ends {
            wrong.push(format!("logs {logs:?}"));
        }
        Ok(wrong)
    }
}

/// Takes an answer's outcomes.
pub fn take(acked: &mut Acked, first: usize, changes: &[&str], answer: &Response) -> Outcome<()> {
    let outcomes = told(answer)?.outcomes;
    if outcomes.len() != changes.len() {
        return Err(Trouble::new(format!("{} outcomes of {} changes", outcomes.len(), changes.len())));
    }
    acked.extend(outcomes.into_iter().enumerate().map(|(n, answered)| (first + n, answered.outcome)));
    Ok(())
}

/// The heads of every log that the device's scope has after a version; none where it is removed.
fn logs(server: &Server, member: &Member, after: u64) -> Outcome<BTreeMap<RecordId, Option<u64>>> {
    let records = feed(server, member, after)?.records;
    let heads = |record: &Record| if record.removed() { None } else { record.number("heads") };
    Ok(records.iter().map(|record| (record.id, heads(record))).collect())
}

/// The version of the device's scope.
pub fn version(server: &Server, member: &Member) -> Outcome<u64> {
    Ok(feed(server, member, 0)?.next.version)
}

/// The page of the device's scope after a version.
fn feed(server: &Server, member: &Member, after: u64) -> Outcome<Feed> {
    let epoch = told(&server.ask(member.posting(server, "/api/v1/sync", "{\"protocol\":1}"))?)?.epoch;
    let scope = member.scope();
    let cursor = Cursor { epoch, version: after };
    let body = json!({ "protocol": 1, "feed": true, "cursors": { scope.to_string(): cursor } });
    let feeds = told(&server.ask(member.posting(server, "/api/v1/sync", body.to_string()))?)?.feeds;
    let own = feeds.into_iter().find(|feed| feed.scope == scope);
    own.ok_or_else(|| Trouble::new("no feed of the scope"))
}

fn told(answer: &Response) -> Outcome<SyncAnswer> {
    if answer.status != 200 {
        return Err(Trouble::new(format!("{}: {}", answer.status, answer.text())));
    }
    serde_json::from_slice(&answer.body).map_err(Trouble::at("an answer"))
}
