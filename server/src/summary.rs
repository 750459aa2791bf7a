//! Keeps the summaries that everybody may read in step with the logs, at most once in ten minutes; counting is core's.

use std::time::Duration;

use serde_json::Value;
use tsunagari_core::activity::Activity;
use tsunagari_core::book::Book;
use tsunagari_core::calendar::{Month, WallTime};
use tsunagari_core::change::{Act, Base, Change, PROTOCOL};
use tsunagari_core::id::{ChangeId, DistrictId, OrgId, RecordId};
use tsunagari_core::kind::Kinds;
use tsunagari_core::place::Place;
use tsunagari_core::plan::target::Target;
use tsunagari_core::query::serves::Serving;
use tsunagari_core::query::standing::needs;
use tsunagari_core::query::summary::{Summary, summary_id};
use tsunagari_core::record::{Fields, Kind, Record, Scope, Version};
use tsunagari_core::sorted::{SortedMap, SortedSet};
use tsunagari_core::view::View;

use crate::desk::write_own;
use crate::platform;
use crate::storage::{Fault, Storage, Tx};

/// The least time between two recounts.
pub const EVERY: Duration = Duration::from_secs(10 * 60);

/// How long the server that counted a ward's summaries is the only one to do so, where several share a database: until it
/// has missed one recount.
const TURN: Duration = Duration::from_secs(2 * 10 * 60 + 60);

/// What was counted last: each ward's counters then.
#[derive(Debug, Default)]
pub struct Counted(SortedMap<OrgId, SortedMap<Scope, Version>>);

/// Counts what has changed, again and again, until the process ends. The first time is at once.
pub async fn keep(storage: Storage) {
    let mut counted = Counted::default();
    loop {
        if let Err(fault) = recount(&storage, &mut counted).await {
            tracing::error!(%fault, "summaries");
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Counts every part of every ward whose logs have changed since `counted`; writes what differs.
pub async fn recount(storage: &Storage, counted: &mut Counted) -> Result<(), Fault> {
    for org in storage.read(|tx| tx.orgs()).await? {
        let org = org.id;
        if !storage.turn(org, "summaries", TURN).await? {
            continue;
        }
        let versions = storage.read(move |tx| tx.versions(org)).await?;
        let before = counted.0.remove(&org).unwrap_or_default();
        for part in parts(&versions, &before) {
            let ground = storage.read(move |tx| Box::pin(async move { ground(tx, org, part).await })).await?;
            // Thousands of logs are read and added up: the threads that answer requests are not kept from it.
            let counting = tokio::task::spawn_blocking(move || count(org, part, &ground));
            let summaries = counting.await.map_err(|_| Fault::Panicked)?;
            if !summaries.is_empty() {
                let now = platform::now();
                storage
                    .write_in(org, move |tx| Box::pin(async move { write(tx, org, now, &summaries).await }))
                    .await?;
            }
        }
        counted.0.insert(org, versions);
    }
    Ok(())
}

/// A district, or none for what is the whole ward's.
type Part = Option<DistrictId>;

/// The parts whose logs may have changed. Plans and places are the ward's, and every count rests on them; the summaries
/// that were written meanwhile raise the ward's counter too, which costs one more count and writes nothing.
fn parts(now: &SortedMap<Scope, Version>, before: &SortedMap<Scope, Version>) -> SortedSet<Part> {
    let changed = |scope: &Scope| now.get(scope) != before.get(scope);
    let all = changed(&Scope::OrgAll);
    now.keys().filter(|scope| all || changed(scope)).map(|scope| scope.district()).collect()
}

/// A summary's record and the fields that differ from what is stored; null clears one.
type Differing = (RecordId, Fields);

/// What one part's summaries are counted from, and what is stored of them.
struct Ground {
    ward: Vec<Record>,
    logs: Vec<Record>,
    stored: Vec<Record>,
}

async fn ground(tx: &mut dyn Tx, org: OrgId, part: Part) -> Result<Ground, Fault> {
    let (ward, logs) = (base(tx, org).await?, logs(tx, org, part).await?);
    let stored = tx.of_kind(org, Kind::Summary, Some(Scope::OrgAll)).await?;
    Ok(Ground { ward, logs, stored })
}

fn count(org: OrgId, part: Part, Ground { ward, logs, stored }: &Ground) -> Vec<Differing> {
    let view = View::new(ward);
    let (serving, places): (_, Vec<_>) = (Serving::new(&view), view.places().collect());
    let kinds = Kinds::read(view.get(org.record()));
    let needs = needs(&Book::read(ward));
    let stored: SortedMap<_, _> = stored.iter().map(|record| (record.id, record)).collect();
    let known = stored.values().copied().filter_map(Summary::read).filter(|summary| summary.district == part);
    let mut months: SortedMap<Month, Vec<&Record>> =
        known.map(|summary| (summary.month, Vec::new())).collect();
    for log in logs {
        if let Some(when) = Activity::read(log).when {
            months.of(when.month()).push(log);
        }
    }
    let mut differing = Vec::new();
    for (month, logs) in months {
        let open = open(&places, part, month);
        let summary = Summary::build(&kinds, (part, month), logs, open, &serving, &needs);
        let id = summary_id(org, part, month);
        let fields = difference(stored.get(&id).copied(), summary.fields());
        if !fields.is_empty() {
            differing.push((id, fields));
        }
    }
    differing
}

/// The ward's own records that counting rests on.
async fn base(tx: &mut dyn Tx, org: OrgId) -> Result<Vec<Record>, Fault> {
    let mut records = Vec::new();
    for kind in [Kind::Org, Kind::Plan, Kind::Measure, Kind::Place, Kind::Target] {
        records.extend(tx.of_kind(org, kind, Some(Scope::OrgAll)).await?);
    }
    // Of the items, which may be thousands, only those that a target is printed at.
    let items: Vec<_> = records.iter().filter_map(|record| Target::read(record).item).collect();
    for item in items {
        records.extend(tx.record(org, item.record()).await?.map(|stored| stored.record));
    }
    Ok(records)
}

async fn logs(tx: &mut dyn Tx, org: OrgId, part: Part) -> Result<Vec<Record>, Fault> {
    let scopes = match part {
        Some(district) => [Scope::DistrictAll(district), Scope::DistrictStaff(district)],
        None => [Scope::OrgAll, Scope::OrgStaff],
    };
    let mut logs = Vec::new();
    for scope in scopes {
        logs.extend(tx.of_kind(org, Kind::Activity, Some(scope)).await?);
    }
    Ok(logs)
}

fn open(places: &[Place], part: Part, month: Month) -> u64 {
    let here = places.iter().filter(|place| place.district == part);
    let open = here.filter(|place| place.is_offered() && place.open_on(month.last()));
    u64::try_from(open.count()).unwrap_or(u64::MAX)
}

fn difference(stored: Option<&Record>, mut wanted: Fields) -> Fields {
    let Some(stored) = stored else { return wanted };
    let gone = stored.fields.keys().filter(|field| !wanted.contains_key(*field));
    let gone: Vec<_> = gone.map(|field| (field.clone(), Value::Null)).collect();
    wanted.retain(|field, value| stored.fields.get(field) != Some(value));
    wanted.extend(gone);
    wanted
}

async fn write(tx: &mut dyn Tx, org: OrgId, now: WallTime, summaries: &[Differing]) -> Result<(), Fault> {
    for (record, fields) in summaries {
        let change = Change {
            id: ChangeId::from_uuid(platform::random_uuid()),
            protocol: PROTOCOL,
            device: None,
            record: *record,
            kind: Kind::Summary,
            scope: Scope::OrgAll,
            base: Base::NEW,
            after: None,
            act: Act::Set(fields.clone()),
            written_at: now,
            by: None,
        };
        write_own(tx, org, now, &change).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
