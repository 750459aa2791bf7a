//! What a device is sent of its scopes after its cursors; nothing is filtered, only paged.

use tsunagari_core::sorted::SortedMap;

use tsunagari_core::id::{EpochId, OrgId};
use tsunagari_core::org::Session;
use tsunagari_core::record::Scope;
use tsunagari_core::sync::wire::{Cursor, Feed, PAGE_BYTES, PAGE_RECORDS};

use crate::storage::{Fault, Found, Sought, Tx};

/// The epoch, and a page of each scope that the session reads; all pages together stay near [`PAGE_BYTES`].
pub async fn pages(
    tx: &mut dyn Tx,
    org: OrgId,
    session: &Session,
    cursors: &SortedMap<Scope, Cursor>,
) -> Result<(EpochId, Vec<Feed>), Fault> {
    let scopes: Vec<_> = session.scopes().into_iter().collect();
    let sought = Sought { scopes: scopes.iter().copied().collect(), ..Sought::default() };
    let Found { epoch, versions, .. } = tx.look_up(org, &sought).await?;
    let (mut feeds, mut left) = (Vec::new(), PAGE_BYTES);
    for scope in scopes {
        let now = Cursor { epoch, version: versions.get(&scope).copied().unwrap_or(0) };
        feeds.push(page(tx, org, now, scope, cursors.get(&scope), &mut left).await?);
    }
    Ok((epoch, feeds))
}

async fn page(
    tx: &mut dyn Tx,
    org: OrgId,
    Cursor { epoch, version }: Cursor,
    scope: Scope,
    cursor: Option<&Cursor>,
    left: &mut usize,
) -> Result<Feed, Fault> {
    let Some(cursor) = cursor.filter(|cursor| cursor.epoch == epoch && cursor.version <= version) else {
        let start = Cursor { epoch, version: 0 };
        return Ok(Feed { scope, records: Vec::new(), next: start, more: false, load: true });
    };
    if cursor.version == version || *left == 0 {
        let more = cursor.version < version;
        return Ok(Feed { scope, records: Vec::new(), next: *cursor, more, load: false });
    }
    let (records, more) = tx.feed(org, scope, cursor.version, PAGE_RECORDS, *left).await?;
    let bytes = records.iter().filter_map(|record| serde_json::to_string(record).ok()).map(|json| json.len());
    *left = left.saturating_sub(bytes.sum());
    let last = records.last().map_or(version, |record| record.version);
    let next = Cursor { epoch, version: if more { last } else { version } };
    Ok(Feed { scope, records, next, more, load: false })
}
