//! The copies for all of results that are 確定, with the figures that they use: written in the transaction of the change that
//! settles them, left alone while their year is closed. What a copy says is core's.

use serde_json::Value;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Act, Base, Change, PROTOCOL};
use tsunagari_core::id::{ChangeId, FigureId, OrgId, RecordId};
use tsunagari_core::plan::close::{Close, close_id};
use tsunagari_core::plan::figure::Figure;
use tsunagari_core::plan::result::{Copied, State, YearResult, copy_id};
use tsunagari_core::plan::year_item::YearItem;
use tsunagari_core::record::{Fields, Kind, Record, Scope};
use tsunagari_core::sorted::SortedSet;

use crate::desk::write_own;
use crate::platform;
use crate::storage::{Fault, Tx};

/// Whether a change to this record is followed at all.
pub fn concerns(record: &Record) -> bool {
    record.kind == Kind::Close || record.kind == Kind::Result && record.scope == Scope::OrgStaff
}

/// Follows a change: `before` is the record as it was, `after` as it is.
pub async fn follow(
    tx: &mut dyn Tx,
    org: OrgId,
    now: WallTime,
    before: Option<&Record>,
    after: &Record,
) -> Result<(), Fault> {
    match after.kind {
        Kind::Result if after.scope == Scope::OrgStaff => {
            let result = YearResult::read(after);
            if result.office.is_none() && !closed(tx, org, &result).await? {
                keep(tx, org, now, after, &result).await?;
            }
            Ok(())
        }
        // Until a year is closed, and once it is opened again, its copies are those of today; closed, they stay.
        Kind::Close => {
            let (before, close) =
                (before.map(Close::read).is_some_and(|close| close.closed), Close::read(after));
            if before != close.closed { renew(tx, org, now, &close).await } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

async fn closed(tx: &mut dyn Tx, org: OrgId, result: &YearResult) -> Result<bool, Fault> {
    let Some((plan, year)) = result.plan.zip(result.year) else { return Ok(false) };
    let close = tx.record(org, close_id(plan, year).record()).await?;
    Ok(close.is_some_and(|stored| !stored.record.removed() && Close::read(&stored.record).closed))
}

/// Copies every merged result of a plan's year anew; what is as it was is not written.
async fn renew(tx: &mut dyn Tx, org: OrgId, now: WallTime, close: &Close) -> Result<(), Fault> {
    for record in tx.of_kind(org, Kind::Result, Some(Scope::OrgStaff)).await? {
        let result = YearResult::read(&record);
        if result.office.is_none() && result.plan == close.plan && result.year == close.year {
            keep(tx, org, now, &record, &result).await?;
        }
    }
    Ok(())
}

/// Writes, changes or takes away the copy of one merged result.
async fn keep(
    tx: &mut dyn Tx,
    org: OrgId,
    now: WallTime,
    record: &Record,
    result: &YearResult,
) -> Result<(), Fault> {
    let id = copy_id(record.id);
    let stored = tx.record(org, id).await?.map(|stored| stored.record);
    if record.removed() || result.state() != Some(State::Confirmed) {
        let there = stored.is_some_and(|stored| !stored.removed());
        return if there { write(tx, org, now, id, Kind::Result, Act::Remove).await } else { Ok(()) };
    }
    let figures: SortedSet<FigureId> = result
        .drafted
        .iter()
        .flat_map(|drafted| &drafted.from)
        .flat_map(|from| from.figures.iter().copied())
        .collect();
    for figure in figures {
        copy_figure(tx, org, now, figure).await?;
    }
    let item = match result.item {
        Some(item) => tx.record(org, item.record()).await?,
        None => None,
    };
    let body = match result.body {
        Some(body) => tx.record(org, body.record()).await?,
        None => None,
    };
    let copied = Copied {
        of: result.id,
        title: item.and_then(|item| YearItem::read(&item.record).title),
        body: body.and_then(|body| body.record.text("name").map(str::to_owned)),
    };
    let copy = YearResult { copy: Some(copied), ..result.clone() };
    put(tx, org, now, id, Kind::Result, stored.as_ref(), copy.fields()).await
}

/// Numbers from elsewhere that a settled text uses, as they are at that moment.
async fn copy_figure(tx: &mut dyn Tx, org: OrgId, now: WallTime, figure: FigureId) -> Result<(), Fault> {
    let Some(stored) = tx.record(org, figure.record()).await? else { return Ok(()) };
    if stored.record.removed() || stored.record.kind != Kind::Figure || stored.record.scope != Scope::OrgStaff
    {
        return Ok(());
    }
    let copy = Figure { of: Some(figure), ..Figure::read(&stored.record) };
    let id = copy_id(figure.record());
    let known = tx.record(org, id).await?.map(|stored| stored.record);
    put(tx, org, now, id, Kind::Figure, known.as_ref(), copy.fields()).await
}

/// Makes a copy the same as what it is of; nothing where it is.
async fn put(
    tx: &mut dyn Tx,
    org: OrgId,
    now: WallTime,
    id: RecordId,
    kind: Kind,
    stored: Option<&Record>,
    wanted: Fields,
) -> Result<(), Fault> {
    if stored.is_some_and(Record::removed) {
        write(tx, org, now, id, kind.clone(), Act::Restore).await?;
    }
    let held = |field: &String| stored.and_then(|stored| stored.fields.get(field));
    let gone = stored.into_iter().flat_map(|stored| stored.fields.keys());
    let gone = gone.filter(|field| !wanted.contains_key(*field) && field.as_str() != "removed");
    let gone: Vec<_> = gone.map(|field| (field.clone(), Value::Null)).collect();
    let changed = wanted.iter().filter(|(field, value)| held(field) != Some(*value));
    let set: Fields = changed.map(|(field, value)| (field.clone(), value.clone())).chain(gone).collect();
    if set.iter().next().is_none() { Ok(()) } else { write(tx, org, now, id, kind, Act::Set(set)).await }
}

async fn write(
    tx: &mut dyn Tx,
    org: OrgId,
    now: WallTime,
    record: RecordId,
    kind: Kind,
    act: Act,
) -> Result<(), Fault> {
    let change = Change {
        id: ChangeId::from_uuid(platform::random_uuid()),
        protocol: PROTOCOL,
        device: None,
        record,
        kind,
        scope: Scope::OrgAll,
        base: Base::NEW,
        after: None,
        act,
        written_at: now,
        by: None,
    };
    write_own(tx, org, now, &change).await
}

#[cfg(test)]
mod tests;
