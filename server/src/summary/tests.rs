//! Summaries follow the logs: written once, changed when the logs change, silent when nothing did.

use serde_json::json;
use tsunagari_core::change::{Act, Base, Change, PROTOCOL};
use tsunagari_core::id::{ChangeId, DeviceId, DistrictId, PersonId, derived};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::query::summary::Summary;
use tsunagari_core::record::{Kind, Record, Scope};

use super::{Counted, recount};
use crate::desk::{Carrier, settle_all};
use crate::platform;
use crate::storage::Storage;
use crate::storage::empty::{T0, org, ward};

fn district() -> DistrictId {
    DistrictId::of(derived(&["district"]))
}

async fn log(storage: &Storage, name: &str, day: &str, heads: u64) {
    let change = Change {
        id: ChangeId::from_uuid(platform::random_uuid()),
        protocol: PROTOCOL,
        device: None,
        record: derived(&["log", name]),
        kind: Kind::Activity,
        scope: Scope::DistrictAll(district()),
        base: Base { epoch: None, version: 0 },
        after: None,
        act: Act::Set(
            [
                ("what".to_owned(), json!("salon")),
                ("day".to_owned(), json!(day)),
                ("heads".to_owned(), json!(heads)),
                ("group".to_owned(), json!(derived(&["group", name]))),
                ("held".to_owned(), json!("done")),
            ]
            .into(),
        ),
        written_at: T0,
        by: None,
    };
    let session = Session {
        device: DeviceId::from_uuid(org().id.uuid()),
        person: PersonId::from_uuid(org().id.uuid()),
        role: Role::Admin,
        office: None,
        body: None,
        districts: [district()].into(),
        confirmed: true,
        groups: [].into(),
    };
    let carrier = Carrier { org: org().id, session, now: T0 };
    let raw = serde_json::value::to_raw_value(&change).unwrap();
    let answered = storage
        .write(move |tx| Box::pin(async move { settle_all(tx, &carrier, &[raw]).await }))
        .await
        .unwrap();
    assert!(answered[0].outcome.version().is_some(), "{answered:?}");
}

async fn summaries(storage: &Storage) -> Vec<Record> {
    storage.read(|tx| tx.of_kind(org().id, Kind::Summary, None)).await.unwrap()
}

#[tokio::test]
async fn summaries_follow_the_logs_and_nothing_is_written_in_vain() {
    let storage = ward().await;
    let mut counted = Counted::default();
    recount(&storage, &mut counted).await.unwrap();
    assert_eq!(summaries(&storage).await, vec![]);
    log(&storage, "a", "2026-11-24", 18).await;
    log(&storage, "b", "2026-10-05", 12).await;
    recount(&storage, &mut counted).await.unwrap();
    let first = summaries(&storage).await;
    assert_eq!(first.len(), 2, "one for each month");
    let sums: Vec<_> = first.iter().filter_map(Summary::read).collect();
    assert!(sums.iter().all(|sum| sum.district == Some(district()) && sum.kinds.contains_key("salon")));
    recount(&storage, &mut counted).await.unwrap();
    recount(&storage, &mut Counted::default()).await.unwrap();
    assert_eq!(summaries(&storage).await, first, "nothing changed, nothing written");
    log(&storage, "c", "2026-11-25", 7).await;
    recount(&storage, &mut counted).await.unwrap();
    let next = summaries(&storage).await;
    let changed = next.iter().filter(|record| !first.contains(record)).count();
    assert_eq!((next.len(), changed), (2, 1));
}
