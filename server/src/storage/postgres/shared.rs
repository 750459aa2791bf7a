//! What holds where several servers share one database; each test opens it as two servers would.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tsunagari_core::id::{EpochId, OrgId};
use tsunagari_core::record::{Scope, Version};
use tsunagari_postgres::Cluster;
use uuid::Uuid;

use crate::storage::postgres::Postgres;
use crate::storage::suite::{T0, begun, id, org, put, stored};
use crate::storage::{Fault, Storage};

/// Two servers on a new database, and its name.
async fn two() -> (Storage, Storage, String) {
    let url = Cluster::shared().database().unwrap();
    let name = url.trim_start_matches("postgres:///").split('?').next().unwrap().to_owned();
    // Both bring the layout at once.
    let (one, other) = tokio::join!(Postgres::open(&url), Postgres::open(&url));
    (Storage::Postgres(one.unwrap()), Storage::Postgres(other.unwrap()), name)
}

/// Gives out the ward's next version to a record.
async fn next(storage: &Storage, org: OrgId, n: u64) -> Result<(EpochId, Version), Fault> {
    let work = storage.write_in(org, move |tx| {
        Box::pin(async move {
            let epoch = tx.epoch().await?;
            let next = tx.version(org, Scope::OrgAll).await? + 1;
            tokio::task::yield_now().await;
            tx.put_record(org, &stored(n, next, next)).await?;
            tx.set_version(org, Scope::OrgAll, next).await?;
            Ok((epoch, next))
        })
    });
    work.await
}

fn epoch(n: u128) -> EpochId {
    EpochId::from_uuid(Uuid::from_u128(n))
}

#[tokio::test]
async fn sixty_four_writers_on_two_servers_get_each_version_once_and_an_epoch_parts_them() {
    let (one, other, _) = two().await;
    let org = begun(&one).await;
    one.write(move |tx| tx.begin_epoch(epoch(1), T0)).await.unwrap();
    let writes = (0..64).map(|n| {
        let storage = if n % 2 == 0 { one.clone() } else { other.clone() };
        tokio::spawn(async move { next(&storage, org, n).await.unwrap() })
    });
    let writes: Vec<_> = writes.collect();
    other.write(move |tx| tx.begin_epoch(epoch(2), T0)).await.unwrap();
    let mut given = Vec::new();
    for write in writes {
        given.push(write.await.unwrap());
    }
    given.sort_unstable_by_key(|(_, version)| *version);
    assert_eq!(given.iter().map(|(_, version)| *version).collect::<Vec<_>>(), (1..=64).collect::<Vec<_>>());
    let forks = one.read(move |tx| tx.epochs(org, Scope::OrgAll)).await.unwrap();
    let fork = forks.last().unwrap().1;
    let (before, after): (Vec<_>, Vec<_>) = given.into_iter().partition(|(_, version)| *version <= fork);
    assert!(before.iter().all(|(at, _)| *at == epoch(1)), "{fork} {before:?}");
    assert!(after.iter().all(|(at, _)| *at == epoch(2)), "{fork} {after:?}");
}

#[tokio::test]
async fn writes_of_two_wards_in_either_order_do_not_wait_for_each_other_in_a_circle() {
    let (one, other, _) = two().await;
    let first = begun(&one).await;
    let second = org(2);
    let id = second.id;
    one.write(move |tx| Box::pin(async move { tx.add_org(&second, T0).await })).await.unwrap();
    let both = |storage: &Storage, wards: [OrgId; 2]| {
        let storage = storage.clone();
        tokio::spawn(async move {
            storage
                .write(move |tx| {
                    Box::pin(async move {
                        for org in wards {
                            let next = tx.version(org, Scope::OrgAll).await? + 1;
                            tx.set_version(org, Scope::OrgAll, next).await?;
                        }
                        Ok(())
                    })
                })
                .await
        })
    };
    let mut writes = Vec::new();
    for _ in 0..20 {
        writes.push(both(&one, [first, id]));
        writes.push(both(&other, [id, first]));
    }
    for write in writes {
        write.await.unwrap().unwrap();
    }
    for org in [first, id] {
        assert_eq!(one.read(move |tx| tx.version(org, Scope::OrgAll)).await.unwrap(), 40);
    }
}

#[tokio::test]
async fn a_write_outside_its_wards_turn_is_refused() {
    let (one, _, _) = two().await;
    let first = begun(&one).await;
    let second = org(2);
    let other = second.id;
    one.write(move |tx| Box::pin(async move { tx.add_org(&second, T0).await })).await.unwrap();
    let foreign = one.write_in(first, move |tx| tx.set_version(other, Scope::OrgAll, 7)).await;
    assert!(matches!(foreign, Err(Fault::Not(_))), "{foreign:?}");
    let epochs = one.write_in(first, move |tx| tx.begin_epoch(epoch(1), T0)).await;
    assert!(matches!(epochs, Err(Fault::Not(_))), "{epochs:?}");
    assert_eq!(one.read(move |tx| tx.version(other, Scope::OrgAll)).await.unwrap(), 0);
}

#[tokio::test]
async fn a_write_whose_connection_is_lost_is_done_once_more_and_takes_effect_once() {
    let (one, _, name) = two().await;
    let org = begun(&one).await;
    let (inside, go_on, runs) =
        (Arc::new(Notify::new()), Arc::new(Notify::new()), Arc::new(AtomicU32::new(0)));
    let (tell, wait, count) = (Arc::clone(&inside), Arc::clone(&go_on), Arc::clone(&runs));
    let storage = one.clone();
    let writing = tokio::spawn(async move {
        storage
            .write_in(org, move |tx| {
                Box::pin(async move {
                    let next = tx.version(org, Scope::OrgAll).await? + 1;
                    tx.set_version(org, Scope::OrgAll, next).await?;
                    if count.fetch_add(1, Ordering::SeqCst) == 0 {
                        tell.notify_one();
                        wait.notified().await;
                    }
                    tx.put_record(org, &stored(1, next, next)).await
                })
            })
            .await
    });
    inside.notified().await;
    let end = format!(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity
         where datname = '{name}' and state = 'idle in transaction'"
    );
    assert_eq!(Cluster::shared().say("postgres", &end).unwrap(), "1");
    go_on.notify_one();
    writing.await.unwrap().unwrap();
    assert_eq!(runs.load(Ordering::SeqCst), 2);
    assert_eq!(one.read(move |tx| tx.version(org, Scope::OrgAll)).await.unwrap(), 1);
    assert_eq!(one.read(move |tx| tx.record(org, id(1))).await.unwrap(), Some(stored(1, 1, 1)));
}

#[tokio::test]
async fn a_write_that_goes_on_after_a_statement_that_failed_is_undone_and_told_so() {
    let (one, _, _) = two().await;
    let ward = org(1);
    let id = begun(&one).await;
    let failed = one.write(move |tx| {
        Box::pin(async move {
            tx.set_version(id, Scope::OrgAll, 9).await?;
            assert!(tx.add_org(&ward, T0).await.is_err(), "it is there already");
            Ok(())
        })
    });
    assert!(failed.await.is_err());
    put(&one, id, vec![stored(1, 1, 1)]).await;
    assert_eq!(one.read(move |tx| tx.version(id, Scope::OrgAll)).await.unwrap(), 1);
}

#[tokio::test]
async fn what_one_server_does_for_all_goes_to_another_when_it_ends() {
    let (one, other, _) = two().await;
    let org = begun(&one).await;
    let turn =
        async |storage: &Storage| storage.turn(org, "summaries", Duration::from_secs(600)).await.unwrap();
    assert!(turn(&one).await);
    assert!(!turn(&other).await, "it is the first one's");
    assert!(turn(&one).await, "and stays so");
    one.close().await;
    assert!(turn(&other).await);
}

#[tokio::test]
async fn a_server_with_another_key_is_found_out() {
    let (one, other, _) = two().await;
    assert!(one.same_pepper([1; 32]).await.unwrap());
    assert!(other.same_pepper([1; 32]).await.unwrap());
    assert!(!other.same_pepper([2; 32]).await.unwrap());
}

/// Has PostgreSQL refuse to write the records anew unless what the writing may take is this.
const ONLY_WITHIN_AN_HOUR: &str = "
    create function within(id uuid) returns uuid language plpgsql immutable as $$ begin
        if current_setting('statement_timeout') <> '1h' or current_setting('lock_timeout') <> '5s' then
            raise exception 'within % of %', current_setting('statement_timeout'), current_setting('lock_timeout');
        end if;
        return id;
    end $$;
    set statement_timeout = '1h';
    set lock_timeout = '5s';
    create index only_within on records (within(id));
";

#[tokio::test]
async fn a_scrub_may_take_longer_than_an_answer() {
    let (one, _, name) = two().await;
    let org = begun(&one).await;
    put(&one, org, vec![stored(1, 1, 1)]).await;
    Cluster::shared().say(&name, ONLY_WITHIN_AN_HOUR).unwrap();
    let answering = one.write(move |tx| Box::pin(async move { tx.put_record(org, &stored(2, 2, 2)).await }));
    assert!(answering.await.is_err(), "a write has not got as long");
    one.scrub().await.unwrap();
}
