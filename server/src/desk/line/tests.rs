//! Requests that wait together: what is taken at once, that each is answered as if it were alone, and that one that cannot be
//! settled harms nobody.

use serde_json::json;
use sqlx::ConnectOptions as _;
use tsunagari_core::change::{Act, Base, Change, Outcome, PROTOCOL, Refused};
use tsunagari_core::id::{ChangeId, DeviceId, DistrictId, PersonId, RecordId, derived};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::record::{Kind, Scope};
use uuid::Uuid;

use super::*;
use crate::desk::Carrier;
use crate::platform;
use crate::storage::empty::{T0, org, ward};
use crate::storage::memory::Memory;
use crate::storage::sqlite::{self, Sqlite};

fn district() -> DistrictId {
    DistrictId::of(derived(&["district"]))
}

fn log(n: u64) -> RecordId {
    derived(&["log", &n.to_string()])
}

/// A volunteer's request with so many new logs, the first of them with this number.
fn brings(first: u64, count: u64) -> Brought {
    brings_as(&[district()], first, count)
}

fn brings_as(districts: &[DistrictId], first: u64, count: u64) -> Brought {
    let person = PersonId::of(derived(&["person"]));
    let session = Session {
        device: DeviceId::from_uuid(Uuid::from_u128(1)),
        person,
        role: Role::Volunteer,
        office: None,
        body: None,
        districts: districts.iter().copied().collect(),
        confirmed: true,
        groups: [].into(),
    };
    let changes = (first..first + count).map(|n| {
        let said = json!({ "what": "salon", "day": "2026-11-24", "heads": 3, "helpers": 4 });
        let change = Change {
            id: ChangeId::from_uuid(derived(&["change", &n.to_string()]).uuid()),
            protocol: PROTOCOL,
            device: None,
            record: log(n),
            kind: Kind::Activity,
            scope: Scope::DistrictAll(district()),
            base: Base::NEW,
            after: None,
            act: Act::Set(serde_json::from_value(said).unwrap()),
            written_at: T0,
            by: Some(person),
        };
        serde_json::value::to_raw_value(&change).unwrap()
    });
    Brought::read(Carrier { org: org().id, session, now: T0 }, changes.collect())
}

/// All of them at once, the first before the others.
async fn at_once(line: &Line, all: Vec<Brought>) -> Vec<Result<Vec<Outcome>, Fault>> {
    let settled = join_all(all.into_iter().map(|brought| line.settle(org().id, brought))).await;
    settled
        .into_iter()
        .map(|done| done.map(|(_, answers)| answers.into_iter().map(|it| it.outcome).collect()))
        .collect()
}

#[tokio::test]
async fn what_waits_is_taken_together_up_to_a_requests_changes_and_in_its_order() {
    let line = Line::before(ward().await);
    let lay = |brought| line.lay(org().id, One { brought, reply: oneshot::channel().0 });
    let many = u64::try_from(TOGETHER).unwrap();
    let new: Vec<_> = [(0, 1), (1, 2), (3, many - 4), (many, 2), (many + 2, many), (2 * many + 2, 1)]
        .into_iter()
        .map(|(first, count)| lay(brings(first, count)).unwrap())
        .collect();
    assert_eq!(new, [true, false, false, false, false, false], "one settles for a ward");
    let taken = || {
        line.next(org().id).map(|next| next.iter().map(|one| one.brought.changes.len()).collect::<Vec<_>>())
    };
    let together: Vec<_> = std::iter::from_fn(taken).collect();
    assert_eq!(together, [vec![1, 2, TOGETHER - 4], vec![2], vec![TOGETHER], vec![1]]);
    assert!(lay(brings(0, 1)).unwrap(), "after the last one somebody new settles");
}

#[tokio::test]
async fn more_than_may_wait_are_told_to_come_again() {
    let line = Line::before(ward().await);
    let lay = || line.lay(org().id, One { brought: brings(0, 1), reply: oneshot::channel().0 });
    for _ in 0..WAITING_WRITES {
        lay().unwrap();
    }
    assert!(matches!(lay(), Err(Fault::Busy)));
    line.next(org().id).unwrap();
    lay().unwrap();
}

#[tokio::test]
async fn each_of_many_is_answered_for_itself_and_by_its_own_rights() {
    let line = Line::before(ward().await);
    let other = DistrictId::of(derived(&["another district"]));
    let all = vec![brings(1, 2), brings_as(&[other], 3, 1), brings(4, 1), brings(1, 1), brings(5, 0)];
    let told: Vec<_> = at_once(&line, all).await.into_iter().map(Result::unwrap).collect();
    let applied = |version| Outcome::Applied { version };
    let refused = Outcome::Refused { reason: Refused::Scope };
    let expected =
        [vec![applied(1), applied(2)], vec![refused], vec![applied(3)], vec![applied(1)], Vec::new()];
    assert_eq!(told, expected);
}

/// A file that goes with this.
struct Place(std::path::PathBuf);

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn one_that_cannot_be_settled_harms_nobody_who_waited_with_it() {
    let place =
        Place(std::env::temp_dir().join(format!("tsunagari-line-{}", Uuid::from_bytes(platform::random()))));
    std::fs::create_dir_all(&place.0).unwrap();
    let file = place.0.join("line.db");
    let storage = Storage::Sqlite(Sqlite::open(&file).await.unwrap());
    let begin = storage.write(|tx| {
        Box::pin(async move {
            tx.begin_epoch(EpochId::from_uuid(Uuid::from_u128(1)), T0).await?;
            tx.add_org(&org(), T0).await
        })
    });
    begin.await.unwrap();
    let line = Line::before(storage.clone());
    at_once(&line, vec![brings(1, 1)]).await.remove(0).unwrap();
    let mut beside = sqlite::options(&file).connect().await.unwrap();
    let spoilt = sqlx::query("update records set stamps = 'nothing that can be read'");
    assert_eq!(spoilt.execute(&mut beside).await.unwrap().rows_affected(), 1);
    // The second one brings a new log, and after it another change of the log that cannot be read.
    let mut spoils = brings(3, 1);
    let another = json!({ "what": "salon", "day": "2026-11-24", "heads": 9 });
    let mut change = brings(9, 1).changes.remove(0).change.unwrap();
    (change.record, change.act) = (log(1), Act::Set(serde_json::from_value(another).unwrap()));
    let carrier = spoils.carrier.clone();
    let raw = serde_json::value::to_raw_value(&change).unwrap();
    spoils.changes.extend(Brought::read(carrier, vec![raw]).changes);
    let told = at_once(&line, vec![brings(2, 1), spoils, brings(4, 1)]).await;
    let applied = |version| vec![Outcome::Applied { version }];
    let outcome = |n: usize| told[n].as_ref().ok();
    assert_eq!(outcome(0), Some(&applied(2)));
    assert!(matches!(told[1], Err(Fault::Unreadable("stamps"))), "{:?}", told[1]);
    assert_eq!(outcome(2), Some(&applied(3)));
    let left = storage.read(|tx| tx.record(org().id, log(3))).await.unwrap();
    assert!(left.is_none(), "nothing of a request that could not be settled: {left:?}");
    storage.close().await;
}

#[tokio::test]
async fn where_nothing_can_be_settled_everybody_is_told() {
    // Without an epoch there is no desk.
    let line = Line::before(Storage::Memory(Memory::default()));
    let told = at_once(&line, vec![brings(1, 1), brings(2, 1)]).await;
    assert!(told.iter().all(|done| matches!(done, Err(Fault::Unreadable("epoch")))), "{told:?}");
}
