//! Changes that come together, in one request or in several that wait, are settled as they would be one by one, whatever names
//! whatever: repeats, ancestors, parents, restores, closed years, and what cannot be read.

use futures::future::join_all;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::change::{Act, Base, Change, Outcome, PROTOCOL, Refused};
use tsunagari_core::id::{BodyId, ChangeId, DeviceId, EpochId, ItemId, PersonId, PlanId, RecordId, derived};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::plan::close::close_id;
use tsunagari_core::plan::result::{State, Teller, Word, YearResult};
use tsunagari_core::record::{Fields, Kind, Record, Scope, Version};
use tsunagari_core::sorted::SortedMap;
use tsunagari_core::sync::wire::Answered;
use uuid::Uuid;

use super::line::Line;
use super::{Brought, Carrier, settle_all};
use crate::storage::empty::{T0, org, ward};
use crate::storage::{Sought, Storage};

/// Pushes of one history, and changes of each.
const PUSHES: usize = 6;
const CHANGES: usize = 40;
const HISTORIES: u64 = 40;
/// Changes of a request, of those that wait together.
const REQUEST: usize = 7;
const SCOPES: [Scope; 2] = [Scope::OrgAll, Scope::OrgStaff];

/// Chance from a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// What one history sends: bytes, and the ids that it has used.
#[derive(Default)]
struct Story {
    sent: Vec<Box<RawValue>>,
    changes: Vec<ChangeId>,
}

fn epoch(n: u64) -> EpochId {
    EpochId::from_uuid(Uuid::from_u128(u128::from(n)))
}

fn raw(value: &impl serde::Serialize) -> Box<RawValue> {
    serde_json::value::to_raw_value(value).unwrap()
}

fn object(json: Value) -> Fields {
    let Value::Object(fields) = json else { panic!("an object") };
    fields.into_iter().collect()
}

fn node(n: u64) -> RecordId {
    derived(&["node", &n.to_string()])
}

fn plan() -> PlanId {
    PlanId::of(derived(&["plan"]))
}

impl Story {
    fn next(&mut self, chance: &mut Chance) -> Box<RawValue> {
        if !self.sent.is_empty() && chance.one_in(12) {
            let n = usize::try_from(chance.below(self.sent.len() as u64)).unwrap();
            return self.sent[n].clone();
        }
        let used = |story: &Self, chance: &mut Chance| {
            let n = chance.below(story.changes.len().max(1) as u64);
            story.changes.get(usize::try_from(n).unwrap()).copied()
        };
        let new = ChangeId::from_uuid(Uuid::from_u128(u128::from(chance.below(u64::MAX))));
        let id = used(self, chance).filter(|_| chance.one_in(15)).unwrap_or(new);
        let made = match chance.below(24) {
            0 => raw(&json!({ "id": id, "set": "nothing that can be read" })),
            1 => raw(&json!({ "neither": "an id" })),
            2 => self.change(chance, id, Kind::Node, node(1), object(json!({ ("x".repeat(600)): 1 }))),
            3..5 => {
                let state = [State::Submitted, State::Confirmed, State::Returned]
                    [usize::try_from(chance.below(3)).unwrap()];
                let teller = Teller::Body(Some(BodyId::of(derived(&["body"]))));
                let item = ItemId::of(derived(&["item", &chance.below(2).to_string()]));
                let year = FiscalYear::new(2026).unwrap();
                let result = YearResult {
                    word: Some(Word { state, ..Word::draft(format!("・{}", chance.below(3))) }),
                    ..YearResult::blank(Some(plan()), item, year, teller)
                };
                self.change(chance, id, Kind::Result, result.id.record(), result.fields())
            }
            5 => {
                let closed = if chance.one_in(2) { json!(true) } else { Value::Null };
                let fields = object(json!({ "plan": plan().to_string(), "year": 2026, "closed": closed }));
                let year = FiscalYear::new(2026).unwrap();
                self.change(chance, id, Kind::Close, close_id(plan(), year).record(), fields)
            }
            _ => {
                let own = chance.below(6);
                let mut fields = object(json!({ "title": format!("題{}", chance.below(3)) }));
                if chance.one_in(2) {
                    fields.insert("parent".to_owned(), json!(node(chance.below(6))));
                }
                self.change(chance, id, Kind::Node, node(own), fields)
            }
        };
        self.changes.push(id);
        self.sent.push(made.clone());
        made
    }

    fn change(
        &self,
        chance: &mut Chance,
        id: ChangeId,
        kind: Kind,
        record: RecordId,
        fields: Fields,
    ) -> Box<RawValue> {
        let act = match chance.below(10) {
            0 => Act::Remove,
            1 => Act::Restore,
            _ => Act::Set(fields),
        };
        let base = match chance.below(4) {
            0 => Base::NEW,
            n => Base { epoch: Some(epoch(n)), version: chance.below(60) },
        };
        let newest = self.changes.iter().rev().take(4).copied().collect::<Vec<_>>();
        let after = usize::try_from(chance.below(8)).ok().and_then(|n| newest.get(n)).copied();
        let scope = if kind == Kind::Result { Scope::OrgStaff } else { Scope::OrgAll };
        raw(&Change {
            id,
            protocol: PROTOCOL,
            device: None,
            record,
            kind,
            scope,
            base,
            after,
            act,
            written_at: T0,
            by: None,
        })
    }
}

fn carrier() -> Carrier {
    let session = Session {
        device: DeviceId::from_uuid(org().id.uuid()),
        person: PersonId::from_uuid(org().id.uuid()),
        role: Role::Admin,
        office: None,
        body: None,
        districts: [].into(),
        confirmed: true,
        groups: [].into(),
    };
    Carrier { org: org().id, session, now: T0 }
}

/// By requests that wait together.
async fn settle_waiting(storage: &Storage, changes: &[Box<RawValue>]) -> Vec<Answered> {
    let line = Line::before(storage.clone());
    let requests =
        changes.chunks(REQUEST).map(|some| line.settle(org().id, Brought::read(carrier(), some.to_vec())));
    join_all(requests).await.into_iter().flat_map(|settled| settled.unwrap().1).collect()
}

async fn settle(storage: &Storage, changes: &[Box<RawValue>]) -> Vec<Answered> {
    let (carrier, changes) = (carrier(), changes.to_vec());
    let work = storage.write(move |tx| Box::pin(async move { settle_all(tx, &carrier, &changes).await }));
    work.await.unwrap()
}

/// All that a ward holds: its records, counters and answers.
async fn held(
    storage: &Storage,
    changes: &[ChangeId],
) -> (Vec<Record>, SortedMap<Scope, Version>, SortedMap<ChangeId, ([u8; 32], Outcome)>) {
    let sought = Sought { changes: changes.iter().copied().collect(), ..Sought::default() };
    let work = storage.read(move |tx| {
        Box::pin(async move {
            let mut records = Vec::new();
            for scope in SCOPES {
                records.extend(tx.feed(org().id, scope, 0, usize::MAX >> 1, usize::MAX).await?.0);
            }
            let answers = tx.look_up(org().id, &sought).await?.answers;
            Ok((records, tx.versions(org().id).await?, answers))
        })
    });
    work.await.unwrap()
}

#[tokio::test]
async fn changes_that_come_together_are_settled_as_they_are_one_by_one() {
    let (mut seen, mut copies) = (Vec::new(), 0);
    for seed in 0..HISTORIES {
        let (together, waiting, alone) = (ward().await, ward().await, ward().await);
        let (mut chance, mut story) = (Chance(seed), Story::default());
        for push in 0..PUSHES {
            if push == 1 || push == 3 {
                for storage in [&together, &waiting, &alone] {
                    let next = epoch(push as u64);
                    storage.write(move |tx| tx.begin_epoch(next, T0)).await.unwrap();
                }
            }
            let changes: Vec<_> = (0..CHANGES).map(|_| story.next(&mut chance)).collect();
            let mut one_by_one = Vec::new();
            for change in changes.chunks(1) {
                one_by_one.extend(settle(&alone, change).await);
            }
            let at_once = settle(&together, &changes).await;
            assert_eq!(at_once, one_by_one, "history {seed}, push {push}");
            let waited = settle_waiting(&waiting, &changes).await;
            assert_eq!(waited, one_by_one, "history {seed}, push {push}, in requests of {REQUEST}");
            seen.extend(at_once.into_iter().map(|answered| answered.outcome));
        }
        let (at_once, one_by_one) =
            (held(&together, &story.changes).await, held(&alone, &story.changes).await);
        assert_eq!(at_once, one_by_one, "history {seed}");
        assert_eq!(held(&waiting, &story.changes).await, one_by_one, "history {seed}, in requests");
        copies += at_once.0.iter().filter(|it| it.kind == Kind::Result && it.scope == Scope::OrgAll).count();
    }
    // Each kind of answer came often enough to say something.
    assert!(copies > 20, "{copies} copies of results");
    let often = |what: &dyn Fn(&Outcome) -> bool| seen.iter().filter(|outcome| what(outcome)).count();
    assert!(often(&|outcome| matches!(outcome, Outcome::Applied { .. })) > 1000);
    assert!(often(&|outcome| matches!(outcome, Outcome::Parallel { .. })) > 100);
    for reason in
        [Refused::Malformed, Refused::Oversize, Refused::OtherBytes, Refused::Parent, Refused::Cycle]
    {
        let refused = Outcome::Refused { reason: reason.clone() };
        assert!(often(&|outcome| *outcome == refused) > 40, "{reason:?}");
    }
}
