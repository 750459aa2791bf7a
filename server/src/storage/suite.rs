//! One test for each promise of the storage, run on every backend.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;
use tokio::sync::Notify;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::Outcome;
use tsunagari_core::id::{ChangeId, DeviceId, DistrictId, EpochId, OrgId, PersonId, RecordId, derived};
use tsunagari_core::merge::Stored;
use tsunagari_core::org::Role;
use tsunagari_core::record::{Class, Hand, Kind, Record, Scope, Version};
use tsunagari_core::sync::cell;
use tsunagari_postgres::Cluster;
use uuid::Uuid;

use super::memory::Memory;
use super::postgres::Postgres;
use super::sqlite::Sqlite;
use super::{
    Device, Fault, Found, Invite, KeptChange, LINEAGE_STEPS, Org, SignedIn, Sought, Storage, Tries, Written,
};
use crate::platform;

pub(super) const T0: WallTime = WallTime::from_millis(1_000);

struct Place(PathBuf);

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn place() -> Place {
    let path = std::env::temp_dir().join(format!("tsunagari-suite-{}", platform::random_uuid()));
    std::fs::create_dir_all(&path).unwrap();
    Place(path)
}

pub(super) fn org(n: u128) -> Org {
    let id = OrgId::from_uuid(Uuid::from_u128(n));
    Org { id, slug: format!("ward{n}"), name: format!("区{n}") }
}

pub(super) fn id(n: u64) -> RecordId {
    derived(&["record", &n.to_string()])
}

pub(super) fn stored(n: u64, version: Version, born: Version) -> Stored {
    let hand = Hand { by: None, at: T0 };
    let fields = [("name".to_owned(), json!(format!("名{n}"))), ("day".to_owned(), json!("2026-11-24"))];
    let record = Record {
        id: id(n),
        kind: Kind::Activity,
        scope: Scope::OrgAll,
        version,
        born,
        made: hand,
        edited: hand,
        fields: fields.into(),
        parallel: Vec::new(),
    };
    Stored { record, stamps: [].into() }
}

fn kept(n: u128, record: u64, after: Option<u128>, version: Option<Version>) -> KeptChange {
    let refused = Outcome::Refused { reason: tsunagari_core::change::Refused::Role };
    KeptChange {
        id: ChangeId::from_uuid(Uuid::from_u128(n)),
        sha256: [7; 32],
        outcome: version.map_or(refused, |version| Outcome::Applied { version }),
        record: Some(id(record)),
        bytes: format!("{{\"n\":{n}}}"),
        after: after.map(|n| ChangeId::from_uuid(Uuid::from_u128(n))),
        person: None,
        device: None,
        carrier: DeviceId::from_uuid(Uuid::from_u128(1)),
        received_at: T0,
    }
}

pub(super) async fn begun(storage: &Storage) -> OrgId {
    let ward = org(1);
    let id = ward.id;
    storage.write(move |tx| Box::pin(async move { tx.add_org(&ward, T0).await })).await.unwrap();
    id
}

pub(super) async fn put(storage: &Storage, org: OrgId, records: Vec<Stored>) {
    let work = storage.write(move |tx| {
        Box::pin(async move {
            for record in &records {
                tx.put_record(org, record).await?;
                tx.set_version(org, record.record.scope, record.record.version).await?;
            }
            Ok(())
        })
    });
    work.await.unwrap();
}

macro_rules! suite {
    ($($name:ident)+) => {
        mod memory { $(
            #[tokio::test]
            async fn $name() { super::$name(super::Storage::Memory(super::Memory::default())).await; }
        )+ }
        mod sqlite { $(
            #[tokio::test]
            async fn $name() {
                let place = super::place();
                let sqlite = super::Sqlite::open(&place.0.join("suite.db")).await.unwrap();
                let storage = super::Storage::Sqlite(sqlite);
                super::$name(storage.clone()).await;
                storage.close().await;
            }
        )+ }
        mod postgres { $(
            #[tokio::test]
            async fn $name() {
                let url = super::Cluster::shared().database().unwrap();
                let storage = super::Storage::Postgres(super::Postgres::open(&url).await.unwrap());
                super::$name(storage.clone()).await;
                storage.close().await;
            }
        )+ }
    };
}

suite! {
    a_write_is_whole_or_not_at_all
    a_panic_leaves_no_trace_and_the_next_write_goes_on
    those_that_fail_among_others_leave_no_trace_and_the_others_stand
    wards_do_not_mix
    a_reader_sees_one_moment_and_nobody_waits_for_it
    a_counter_read_in_a_write_is_still_so
    the_feed_is_by_version_and_paged
    cells_are_found_by_birth
    what_was_answered_is_remembered_with_its_line
    what_is_written_at_once_is_found_at_once
    a_change_is_answered_once_and_with_it_nothing_is_written
    epochs_keep_their_forks
    devices_sessions_and_invites_come_back
    who_is_signed_in_comes_with_what_their_session_is_told_by
}

async fn a_write_is_whole_or_not_at_all(storage: Storage) {
    let org = begun(&storage).await;
    let failed: Result<(), Fault> = storage
        .write(move |tx| {
            Box::pin(async move {
                tx.put_record(org, &stored(1, 1, 1)).await?;
                tx.set_version(org, Scope::OrgAll, 1).await?;
                Err(Fault::Not("tested"))
            })
        })
        .await;
    assert!(matches!(failed, Err(Fault::Not("tested"))));
    let (record, version) = storage
        .read(move |tx| {
            Box::pin(async move { Ok((tx.record(org, id(1)).await?, tx.version(org, Scope::OrgAll).await?)) })
        })
        .await
        .unwrap();
    assert_eq!((record, version), (None, 0));
}

async fn a_panic_leaves_no_trace_and_the_next_write_goes_on(storage: Storage) {
    let org = begun(&storage).await;
    let panicked: Result<(), Fault> = storage
        .write(move |tx| {
            Box::pin(async move {
                tx.put_record(org, &stored(1, 1, 1)).await?;
                panic!("on purpose");
            })
        })
        .await;
    assert!(matches!(panicked, Err(Fault::Panicked)));
    put(&storage, org, vec![stored(2, 1, 1)]).await;
    let gone = storage.read(move |tx| tx.record(org, id(1))).await.unwrap();
    assert_eq!(gone, None);
    let there = storage.read(move |tx| tx.record(org, id(2))).await.unwrap();
    assert_eq!(there, Some(stored(2, 1, 1)));
}

async fn those_that_fail_among_others_leave_no_trace_and_the_others_stand(storage: Storage) {
    let org = begun(&storage).await;
    let (inside, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (tell, wait) = (Arc::clone(&inside), Arc::clone(&go_on));
    let holding = storage.clone();
    let held = tokio::spawn(async move {
        holding
            .write(move |tx| {
                Box::pin(async move {
                    tell.notify_one();
                    wait.notified().await;
                    tx.put_record(org, &stored(0, 1, 1)).await
                })
            })
            .await
    });
    inside.notified().await;
    // While that one keeps the writer waiting they all come into its queue: they share a transaction.
    let mut writes = Vec::new();
    for n in 1..=7 {
        let storage = storage.clone();
        writes.push(tokio::spawn(async move {
            storage
                .write(move |tx| {
                    Box::pin(async move {
                        tx.put_record(org, &stored(n, n + 1, n + 1)).await?;
                        assert!(n != 3, "on purpose");
                        if n % 2 == 1 { Err(Fault::Not("tested")) } else { Ok(n) }
                    })
                })
                .await
        }));
        tokio::task::yield_now().await;
    }
    go_on.notify_one();
    held.await.unwrap().unwrap();
    for (write, n) in writes.into_iter().zip(1..) {
        match write.await.unwrap() {
            Ok(done) => assert_eq!((done, n % 2), (n, 0)),
            Err(fault) => {
                assert!(matches!(fault, Fault::Not(_) | Fault::Panicked) && n % 2 == 1, "{n}: {fault}");
            }
        }
    }
    let there =
        storage.read(move |tx| Box::pin(async move { tx.records(org, &(0..8).map(id).collect()).await }));
    let there = there.await.unwrap();
    assert_eq!(there, [(0, 1), (2, 3), (4, 5), (6, 7)].map(|(n, at)| (id(n), stored(n, at, at))).into());
}

async fn wards_do_not_mix(storage: Storage) {
    let one = begun(&storage).await;
    put(&storage, one, vec![stored(1, 1, 1)]).await;
    let other = org(2);
    let two = other.id;
    storage.write(move |tx| Box::pin(async move { tx.add_org(&other, T0).await })).await.unwrap();
    let seen = storage
        .read(move |tx| {
            Box::pin(async move {
                Ok((
                    tx.record(two, id(1)).await?,
                    tx.feed(two, Scope::OrgAll, 0, 10, 1_000_000).await?.0,
                    tx.of_kind(two, Kind::Activity, None).await?,
                ))
            })
        })
        .await
        .unwrap();
    assert_eq!(seen, (None, Vec::new(), Vec::new()));
    let again = org(2);
    let twice = storage.write(move |tx| Box::pin(async move { tx.add_org(&again, T0).await })).await;
    assert!(twice.is_err());
}

async fn a_reader_sees_one_moment_and_nobody_waits_for_it(storage: Storage) {
    let org = begun(&storage).await;
    put(&storage, org, vec![stored(1, 1, 1)]).await;
    let (looked, look_again) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (tell, wait) = (Arc::clone(&looked), Arc::clone(&look_again));
    let reader = storage.clone();
    let reading = tokio::spawn(async move {
        reader
            .read(move |tx| {
                Box::pin(async move {
                    let before = tx.version(org, Scope::OrgAll).await?;
                    tell.notify_one();
                    wait.notified().await;
                    Ok((before, tx.version(org, Scope::OrgAll).await?, tx.record(org, id(2)).await?))
                })
            })
            .await
    });
    looked.notified().await;
    put(&storage, org, vec![stored(2, 2, 2)]).await;
    look_again.notify_one();
    assert_eq!(reading.await.unwrap().unwrap(), (1, 1, None));
    assert_eq!(storage.read(move |tx| tx.version(org, Scope::OrgAll)).await.unwrap(), 2);
}

async fn a_counter_read_in_a_write_is_still_so(storage: Storage) {
    let org = begun(&storage).await;
    let writes = (0..64).map(|n| {
        let storage = storage.clone();
        tokio::spawn(async move {
            storage
                .write(move |tx| {
                    Box::pin(async move {
                        let next = tx.version(org, Scope::OrgAll).await? + 1;
                        tokio::task::yield_now().await;
                        tx.put_record(org, &stored(n, next, next)).await?;
                        tx.set_version(org, Scope::OrgAll, next).await?;
                        Ok(next)
                    })
                })
                .await
                .unwrap()
        })
    });
    let mut given = Vec::new();
    for write in writes.collect::<Vec<_>>() {
        given.push(write.await.unwrap());
    }
    given.sort_unstable();
    assert_eq!(given, (1..=64).collect::<Vec<_>>());
}

async fn the_feed_is_by_version_and_paged(storage: Storage) {
    let org = begun(&storage).await;
    put(&storage, org, (1..=10).map(|n| stored(n, n, n)).collect()).await;
    put(&storage, org, vec![stored(3, 11, 3)]).await;
    let feed = move |after: Version, count: usize, bytes: usize| {
        let storage = storage.clone();
        async move {
            let (records, more) =
                storage.read(move |tx| tx.feed(org, Scope::OrgAll, after, count, bytes)).await.unwrap();
            (records.iter().map(|record| record.version).collect::<Vec<_>>(), more)
        }
    };
    assert_eq!(feed(0, 4, 1_000_000).await, (vec![1, 2, 4, 5], true));
    assert_eq!(feed(9, 4, 1_000_000).await, (vec![10, 11], false));
    assert_eq!(feed(11, 4, 1_000_000).await, (vec![], false));
    assert_eq!(feed(0, 4, 1).await, (vec![1], true), "a page ends at the first record over its bytes");
}

async fn cells_are_found_by_birth(storage: Storage) {
    let org = begun(&storage).await;
    put(&storage, org, (1..=6).map(|n| stored(n, n, n)).collect()).await;
    put(&storage, org, vec![stored(2, 7, 2)]).await;
    let scope = Scope::OrgAll;
    let (born, changed, none) = storage
        .read(move |tx| {
            Box::pin(async move {
                Ok((
                    tx.born_from(org, scope, Class::Log, 2, 3).await?,
                    tx.changed_in(org, scope, Class::Log, (1, 3), 6).await?,
                    tx.changed_in(org, scope, Class::Log, (3, 6), 6).await?,
                ))
            })
        })
        .await
        .unwrap();
    assert_eq!(born.iter().map(|record| record.born).collect::<Vec<_>>(), vec![2, 3, 4]);
    assert_eq!((changed, none), (Some(7), None));
    let head = cell::head(Class::Log, 0, 7, &born);
    let kept = head.clone();
    storage
        .write(move |tx| Box::pin(async move { tx.put_cell(org, scope, &kept, b"bytes").await }))
        .await
        .unwrap();
    let (heads, bytes) = storage
        .read(move |tx| {
            Box::pin(async move {
                Ok((tx.cells(org, scope, Class::Log).await?, tx.cell(org, scope, Class::Log, 0).await?))
            })
        })
        .await
        .unwrap();
    assert_eq!((heads, bytes.as_deref()), (vec![head], Some(&b"bytes"[..])));
}

async fn what_was_answered_is_remembered_with_its_line(storage: Storage) {
    let org = begun(&storage).await;
    storage.write(|tx| tx.begin_epoch(EpochId::from_uuid(Uuid::from_u128(1)), T0)).await.unwrap();
    let changes = vec![
        kept(1, 5, None, Some(1)),
        kept(2, 5, Some(1), None),
        kept(3, 5, Some(2), Some(2)),
        kept(4, 6, Some(3), Some(3)),
    ];
    storage
        .write(move |tx| {
            Box::pin(
                async move { tx.put_all(org, &Written { changes: &changes, ..Written::default() }).await },
            )
        })
        .await
        .unwrap();
    let change = |n: u128| ChangeId::from_uuid(Uuid::from_u128(n));
    let (answered, line, part, other, history) = storage
        .read(move |tx| {
            Box::pin(async move {
                Ok((
                    tx.look_up(org, &Sought { changes: [3, 9].map(change).into(), ..Sought::default() })
                        .await?,
                    tx.lineage(org, id(5), change(3), LINEAGE_STEPS).await?,
                    tx.lineage(org, id(5), change(3), 2).await?,
                    tx.lineage(org, id(5), change(4), LINEAGE_STEPS).await?,
                    tx.history(org, id(5)).await?,
                ))
            })
        })
        .await
        .unwrap();
    assert_eq!(answered.answers, [(change(3), ([7; 32], Outcome::Applied { version: 2 }))].into());
    assert_eq!(line, [1, 2, 3].map(change).into());
    assert_eq!(part, [2, 3].map(change).into());
    assert!(other.is_empty(), "another record's change is no ancestor");
    assert_eq!(
        history.iter().map(|past| past.bytes.as_str()).collect::<Vec<_>>(),
        ["{\"n\":1}", "{\"n\":3}"]
    );
}

async fn what_is_written_at_once_is_found_at_once(storage: Storage) {
    let org = begun(&storage).await;
    let epoch = EpochId::from_uuid(Uuid::from_u128(7));
    storage.write(move |tx| tx.begin_epoch(epoch, T0)).await.unwrap();
    put(&storage, org, vec![stored(3, 1, 1)]).await;
    // More than any statement takes, and a rest of each size; the third is written over what is there.
    let count = 150_u64;
    storage
        .write(move |tx| {
            Box::pin(async move {
                let changes: Vec<_> =
                    (1..=count).map(|n| kept(u128::from(n), n, None, Some(n + 1))).collect();
                let born = |n| if n == 3 { 1 } else { n + 1 };
                let records: Vec<_> = (1..=count).map(|n| stored(n, n + 1, born(n))).collect();
                let versions = vec![(Scope::OrgAll, count + 1), (Scope::OrgStaff, 4)];
                tx.put_all(org, &Written { changes: &changes, records: records.iter().collect(), versions })
                    .await
            })
        })
        .await
        .unwrap();
    let change = |n: u64| ChangeId::from_uuid(Uuid::from_u128(u128::from(n)));
    let sought = Sought {
        changes: (0..=count).map(change).collect(),
        records: (0..=count).map(id).collect(),
        scopes: [Scope::OrgAll, Scope::OrgStaff, Scope::DistrictAll(DistrictId::from_uuid(Uuid::nil()))]
            .into(),
    };
    let other = OrgId::from_uuid(Uuid::from_u128(99));
    let ((found, none), past) = storage
        .read(move |tx| {
            Box::pin(async move {
                let found = (tx.look_up(org, &sought).await?, tx.look_up(other, &sought).await?);
                Ok((found, tx.history(org, id(77)).await?))
            })
        })
        .await
        .unwrap();
    assert_eq!(found.epoch, epoch);
    let answers = (1..=count).map(|n| (change(n), ([7; 32], Outcome::Applied { version: n + 1 })));
    assert_eq!(found.answers, answers.collect());
    let born = |n| if n == 3 { 1 } else { n + 1 };
    assert_eq!(found.records, (1..=count).map(|n| (id(n), stored(n, n + 1, born(n)))).collect());
    assert_eq!(found.versions, [(Scope::OrgAll, count + 1), (Scope::OrgStaff, 4)].into());
    assert_eq!(past.iter().map(|past| past.bytes.as_str()).collect::<Vec<_>>(), ["{\"n\":77}"]);
    assert_eq!(
        none,
        Found { epoch, answers: [].into(), records: [].into(), versions: [].into() },
        "of another ward nothing"
    );
}

async fn a_change_is_answered_once_and_with_it_nothing_is_written(storage: Storage) {
    let org = begun(&storage).await;
    let lay = async |n: u64, version: Version| {
        let work = storage.write(move |tx| {
            Box::pin(async move {
                let (change, stored) = (kept(1, n, None, Some(version)), stored(n, version, version));
                let versions = vec![(Scope::OrgAll, version)];
                tx.put_all(org, &Written { changes: &[change], records: vec![&stored], versions }).await
            })
        });
        work.await
    };
    lay(1, 1).await.unwrap();
    assert!(lay(2, 2).await.is_err(), "the same id again");
    let (second, version) = storage
        .read(move |tx| {
            Box::pin(async move { Ok((tx.record(org, id(2)).await?, tx.version(org, Scope::OrgAll).await?)) })
        })
        .await
        .unwrap();
    assert_eq!((second, version), (None, 1));
}

async fn epochs_keep_their_forks(storage: Storage) {
    let org = begun(&storage).await;
    let epoch = |n: u128| EpochId::from_uuid(Uuid::from_u128(n));
    assert!(storage.read(|tx| tx.epoch()).await.is_err());
    storage.write(move |tx| tx.begin_epoch(epoch(1), T0)).await.unwrap();
    put(&storage, org, (1..=5).map(|n| stored(n, n, n)).collect()).await;
    storage.write(move |tx| tx.begin_epoch(epoch(2), T0)).await.unwrap();
    let (now, epochs) = storage
        .read(move |tx| {
            Box::pin(async move { Ok((tx.epoch().await?, tx.epochs(org, Scope::OrgAll).await?)) })
        })
        .await
        .unwrap();
    assert_eq!(now, epoch(2));
    assert_eq!(epochs, vec![(epoch(1), 0), (epoch(2), 5)]);
}

async fn devices_sessions_and_invites_come_back(storage: Storage) {
    let org = begun(&storage).await;
    let district = DistrictId::from_uuid(Uuid::from_u128(5));
    let device = Device {
        id: DeviceId::from_uuid(Uuid::from_u128(1)),
        key: [1; 32],
        person: PersonId::from_uuid(Uuid::from_u128(2)),
        name: "会計A".to_owned(),
        home: Some(district),
        role: Role::Volunteer,
        office: None,
        body: None,
        reach: Some([district].into()),
        invite: Uuid::from_u128(3),
        joined_at: T0,
        seen_at: T0,
        revoked_at: None,
    };
    let invite = Invite {
        id: Uuid::from_u128(3),
        secret: [2; 32],
        number: Some([3; 32]),
        role: Role::Staff,
        office: None,
        body: None,
        reach: None,
        uses: 30,
        used: 1,
        made_by: Some(device.id),
        made_at: T0,
        ends_at: WallTime::from_millis(2_000),
    };
    let tries = Tries { since: T0, wrong: 3 };
    let (put_device, put_invite) = (device.clone(), invite.clone());
    storage
        .write(move |tx| {
            Box::pin(async move {
                tx.put_device(org, &put_device).await?;
                tx.put_session(org, [9; 32], put_device.id, T0).await?;
                tx.put_invite(org, &put_invite).await?;
                tx.put_tries(org, tries).await?;
                tx.audit(org, T0, None, "join", "about").await?;
                tx.audit(org, T0, Some(put_device.id), "join", "about").await
            })
        })
        .await
        .unwrap();
    let read = storage
        .read(move |tx| {
            Box::pin(async move {
                assert_eq!(
                    tx.device(org, DeviceId::from_uuid(Uuid::from_u128(1))).await?,
                    Some(device.clone())
                );
                assert_eq!(tx.device_with_key(org, [1; 32]).await?, Some(device.clone()));
                assert_eq!(tx.device_with_key(org, [4; 32]).await?, None);
                assert_eq!(tx.devices(org).await?, vec![device.clone()]);
                assert_eq!(tx.invite_with_secret(org, [2; 32]).await?, Some(invite.clone()));
                assert_eq!(tx.invites_with_number(org, [3; 32]).await?, vec![invite.clone()]);
                assert_eq!(tx.invites(org, T0).await?, vec![invite.clone()]);
                assert_eq!(tx.invites(org, invite.ends_at).await?, vec![]);
                assert_eq!(tx.tries(org).await?, tries);
                Ok(())
            })
        })
        .await;
    read.unwrap();
}

async fn who_is_signed_in_comes_with_what_their_session_is_told_by(storage: Storage) {
    let (org, other) = (begun(&storage).await, self::org(2));
    let district = DistrictId::of(id(5));
    let device = |n: u128, reach: Option<DistrictId>| Device {
        id: DeviceId::from_uuid(Uuid::from_u128(n)),
        key: [u8::try_from(n).unwrap(); 32],
        person: PersonId::of(id(7)),
        name: "会計A".to_owned(),
        home: Some(district),
        role: Role::Volunteer,
        office: None,
        body: None,
        reach: reach.map(|district| [district].into()),
        invite: Uuid::from_u128(3),
        joined_at: T0,
        seen_at: T0,
        revoked_at: None,
    };
    let (own, all) = (device(1, Some(district)), device(2, None));
    let of_kind = |n: u64, kind: Kind, scope: Scope| {
        let mut stored = stored(n, n, n);
        (stored.record.kind, stored.record.scope) = (kind, scope);
        stored
    };
    let (put, beside) = ([own.clone(), all.clone()], other.clone());
    storage
        .write(move |tx| {
            Box::pin(async move {
                tx.add_org(&beside, T0).await?;
                for (n, device) in put.iter().enumerate() {
                    tx.put_device(org, device).await?;
                    tx.put_session(org, [u8::try_from(n).unwrap(); 32], device.id, T0).await?;
                }
                for n in [5, 6] {
                    tx.put_record(org, &of_kind(n, Kind::District, Scope::OrgAll)).await?;
                }
                // No districts of theirs: of another kind, another scope, another ward.
                tx.put_record(org, &of_kind(7, Kind::Person, Scope::OrgAll)).await?;
                tx.put_record(org, &of_kind(8, Kind::District, Scope::OrgStaff)).await?;
                tx.put_record(beside.id, &of_kind(9, Kind::District, Scope::OrgAll)).await
            })
        })
        .await
        .unwrap();
    let asked = |org, session: u8, along| {
        let storage = storage.clone();
        async move { storage.signed_in(org, [session; 32], along).await.unwrap() }
    };
    let found = asked(org, 0, Some(id(8))).await.unwrap();
    let ids = |found: &SignedIn| [&found.person, &found.along].map(|it| it.as_ref().map(|it| it.id));
    assert_eq!((&found.device, ids(&found)), (&own, [Some(id(7)), Some(id(8))]));
    assert_eq!(found.districts, None, "they are the device's own");
    let found = asked(org, 1, Some(id(9))).await.unwrap();
    assert_eq!((&found.device, ids(&found)), (&all, [Some(id(7)), None]));
    assert_eq!(found.districts, Some([district, DistrictId::of(id(6))].into()));
    assert_eq!(ids(&asked(org, 1, None).await.unwrap()), [Some(id(7)), None]);
    assert_eq!(asked(org, 2, None).await, None);
    assert_eq!(asked(other.id, 0, None).await, None);
}
