//! F35 inside: every order in which three writes can come into the queue of the one writer, be waited for, or be given up.
//!
//! Not with loom, which needs code over channels of its own: this queue is tokio's, and behind it stands SQLite. So each order
//! is gone through on the real storage: what is handed in is not looked at by the writer before somebody waits, hence the
//! orders are all the ways in which writes can share a transaction or not.

use std::pin::Pin;
use std::task::{Context, Waker};

use serde_json::value::RawValue;
use tokio::runtime::{Builder, Runtime};
use tsunagari_core::id::{ChangeId, derived};
use tsunagari_core::record::Version;
use tsunagari_server::command::serve;
use tsunagari_server::desk::{Carrier, settle_all};
use tsunagari_server::platform;
use tsunagari_server::storage::{Fault, Sought, Storage};
use tsunagari_tests::small::{Member, Small};
use tsunagari_tests::wait::timed;

const WRITES: usize = 3;

/// What is done to a write: it is handed in, and later waited for or dropped, as when its phone has gone away.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    In(usize),
    Out(usize),
}

/// Every order of six steps in which each write is handed in before it is waited for.
fn orders() -> Vec<Vec<Step>> {
    let mut all = vec![Vec::new()];
    for _ in 0..WRITES * 2 {
        all = all
            .iter()
            .flat_map(|order: &Vec<Step>| {
                let next = (0..WRITES).filter_map(|n| {
                    match (order.contains(&Step::In(n)), order.contains(&Step::Out(n))) {
                        (false, _) => Some(Step::In(n)),
                        (true, false) => Some(Step::Out(n)),
                        (true, true) => None,
                    }
                });
                next.map(|step| order.iter().copied().chain([step]).collect()).collect::<Vec<_>>()
            })
            .collect();
    }
    all
}

type Writing = Pin<Box<dyn Future<Output = Result<Version, Fault>>>>;

struct Desk<'d> {
    storage: &'d Storage,
    member: &'d Member,
    small: &'d Small,
}

impl Desk<'_> {
    /// A change that has not been begun yet; gives the version that it came to.
    fn writing(&self, name: &str) -> (ChangeId, Writing) {
        let id = ChangeId::from_uuid(derived(&["change", name]).uuid());
        let bytes = self.member.log(id, derived(&["log", name]), 7).to_bytes().unwrap();
        let changes: Vec<Box<RawValue>> = vec![RawValue::from_string(bytes).unwrap()];
        let org = self.small.org.id;
        let carrier = Carrier { org, session: self.member.session.clone(), now: platform::now() };
        let storage = self.storage.clone();
        let writing = async move {
            storage
                .write_in(org, move |tx| {
                    Box::pin(async move {
                        let answered = settle_all(tx, &carrier, &changes).await?;
                        answered[0].outcome.version().ok_or(Fault::Not("applied"))
                    })
                })
                .await
        };
        (id, Box::pin(writing))
    }

    /// Whether a reader sees the change, and how far the scope has come.
    async fn seen(&self, id: ChangeId) -> (bool, Version) {
        let (org, scope) = (self.small.org.id, self.member.scope());
        let read = self.storage.read(move |tx| {
            Box::pin(async move {
                let sought = Sought { changes: [id].into(), scopes: [scope].into(), ..Sought::default() };
                let found = tx.look_up(org, &sought).await?;
                Ok((found.answers.contains_key(&id), found.versions.get(&scope).copied().unwrap_or(0)))
            })
        });
        read.await.unwrap()
    }

    /// Goes through one order; those of `given_up` are dropped in place of being waited for.
    async fn goes(&self, name: &str, order: &[Step], given_up: usize) {
        let (_, before) = self.seen(ChangeId::from_uuid(derived(&["none"]).uuid())).await;
        let (ids, mut writing): (Vec<_>, Vec<_>) = (0..WRITES)
            .map(|n| self.writing(&format!("{name} {n}")))
            .map(|(id, writing)| (id, Some(writing)))
            .unzip();
        let mut given = Vec::new();
        for step in order {
            match *step {
                Step::In(n) => {
                    let asked =
                        writing[n].as_mut().unwrap().as_mut().poll(&mut Context::from_waker(Waker::noop()));
                    assert!(asked.is_pending(), "{name}: nothing is answered before the writer has run");
                }
                Step::Out(n) if given_up & (1 << n) != 0 => drop(writing[n].take()),
                Step::Out(n) => {
                    let version = writing[n].take().unwrap().await.unwrap();
                    given.push(version);
                    let (there, now) = self.seen(ids[n]).await;
                    assert!(there && now >= version, "{name}: {n} was answered before it was committed");
                }
            }
        }
        // Those given up were in the queue: the writer has done them once one behind them is answered.
        let (_, last) = self.writing(&format!("{name} last"));
        let end = last.await.unwrap();
        assert_eq!(end, before + WRITES as u64 + 1, "{name}: each took effect once");
        for id in ids {
            assert!(self.seen(id).await.0, "{name}: a write that was taken is not undone by who goes away");
        }
        let mut versions = given.clone();
        versions.sort_unstable();
        versions.dedup();
        assert_eq!(versions.len(), given.len(), "{name}: a version was given twice");
    }
}

#[test]
fn in_every_order_of_three_writes_each_is_answered_after_its_commit_and_takes_effect_once() {
    let runtime: Runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let small = Small::made(1, 1).unwrap();
    let (storage, _) = runtime.block_on(serve::open(small.data.path(), None)).unwrap();
    let desk = Desk { storage: &storage, member: &small.members[0], small: &small };
    let orders = orders();
    assert_eq!(orders.len(), 90, "6! / 2!³");
    let ((), took) = timed(|| {
        runtime.block_on(async {
            for (n, order) in orders.iter().enumerate() {
                for given_up in 0..1 << WRITES {
                    desk.goes(&format!("{n} {order:?} without {given_up:b}:"), order, given_up).await;
                }
            }
            storage.close().await;
        });
    });
    println!("{} orders, {took:?}", orders.len() << WRITES);
}
