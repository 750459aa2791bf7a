//! The statements' texts, so that their plans can be looked at (`plans.rs`); every one that asks a ward's table names
//! the ward first, as every key does.

use tsunagari_core::id::OrgId;

use crate::storage::columns::{device_columns, invite_columns};

pub(super) const ORGS: &str = "select org, slug, name from orgs order by slug";
pub(super) const ADD_ORG: &str = "insert into orgs (org, slug, name, made_at) values ($1, $2, $3, $4)";

pub(super) const VERSION: &str = "select version from scopes where org = $1 and scope = $2";
pub(super) const VERSIONS: &str = "select scope, version from scopes where org = $1";

pub(super) const RECORD: &str = "select record, stamps from records where org = $1 and id = $2";
pub(super) const RECORDS: &str =
    "select it.id, record, stamps from unnest($2::uuid[]) as asked (id), lateral (
        select id, record, stamps from records where org = $1 and records.id = asked.id limit 1) as it";
pub(super) const FEED: &str = "select record from records
    where org = $1 and scope = $2 and version > $3 order by version limit $4";
pub(super) const OF_KIND: &str =
    "select record from records where org = $1 and kind = $2 order by scope, born";
pub(super) const OF_KIND_IN: &str =
    "select record from records where org = $1 and kind = $2 and scope = $3 order by born";
pub(super) const BORN_FROM: &str = "select record from records
    where org = $1 and scope = $2 and class = $3 and born >= $4 order by born limit $5";
pub(super) const CHANGED_IN: &str = "select min(version) from records
    where org = $1 and scope = $2 and class = $3 and born between $4 and $5 and version > $6";

pub(super) const CELLS: &str =
    "select head from cells where org = $1 and scope = $2 and class = $3 order by n";
pub(super) const CELL: &str =
    "select bytes from cells where org = $1 and scope = $2 and class = $3 and n = $4";
pub(super) const PUT_CELL: &str = "insert into cells (org, scope, class, n, head, bytes)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (org, scope, class, n) do update set head = excluded.head, bytes = excluded.bytes";

/// Rows of four kinds in one answer: the epoch, changes, records, counters. What it is, its id, its fingerprint, its text
/// (an outcome, a record, a scope), its stamps, its version. Each row is found by its whole key, one after the other: of a
/// list the planner would think, before it has counted the rows, that a ward's are few and can all be looked at.
pub(super) const LOOK_UP: &str = "(select 0::bigint, epoch, null::bytea, null::text, null::text, null::bigint
        from epochs order by n desc limit 1)
    union all select 1, it.id, sha256, outcome, null, null from unnest($2::uuid[]) as asked (id), lateral (
        select id, sha256, outcome from changes where org = $1 and changes.id = asked.id limit 1) as it
    union all select 2, it.id, null, record, stamps, null from unnest($3::uuid[]) as asked (id), lateral (
        select id, record, stamps from records where org = $1 and records.id = asked.id limit 1) as it
    union all select 3, null, null, it.scope, null, version from unnest($4::text[]) as asked (scope), lateral (
        select scope, version from scopes where org = $1 and scopes.scope = asked.scope limit 1) as it";
/// Lists of equal length for each table, one for each of its columns.
pub(super) const PUT_ALL: &str = "with put_changes as (
        insert into changes
        (org, id, sha256, outcome, record, version, bytes, after, person, device, carrier, received_at)
        select $1, * from unnest($2::uuid[], $3::bytea[], $4::text[], $5::uuid[], $6::bigint[], $7::text[],
            $8::uuid[], $9::uuid[], $10::uuid[], $11::uuid[], $12::bigint[])
    ), put_records as (
        insert into records (org, id, scope, kind, class, version, born, day, record, stamps)
        select $1, * from unnest($13::uuid[], $14::text[], $15::text[], $16::text[], $17::bigint[],
            $18::bigint[], $19::text[], $20::text[], $21::text[])
        on conflict (org, id) do update set
            version = excluded.version, day = excluded.day, record = excluded.record, stamps = excluded.stamps
    )
    insert into scopes (org, scope, version) select $1, * from unnest($22::text[], $23::bigint[])
    on conflict (org, scope) do update set version = excluded.version";
pub(super) const FORGET: &str = "update changes set bytes = '' where org = $1 and record = $2";
pub(super) const LINEAGE: &str = "with recursive line (id, after, step) as (
        select id, after, 1::bigint from changes where org = $1 and id = $2 and record = $3
        union all
        select changes.id, changes.after, line.step + 1 from line
        join changes on changes.org = $1 and changes.id = line.after
        where changes.record = $3 and line.step < $4
    ) select id from line";
pub(super) const HISTORY: &str = "select bytes, outcome, carrier, received_at from changes
    where org = $1 and record = $2 and version is not null order by version";

pub(super) const EPOCH: &str = "select epoch from epochs order by n desc limit 1";
pub(super) const EPOCHS: &str = "select epochs.epoch, coalesce(forks.version, 0) from epochs
    left join forks on forks.org = $1 and forks.scope = $2 and forks.n = epochs.n order by epochs.n";
pub(super) const BEGIN_EPOCH: &str =
    "insert into epochs (n, epoch, began_at) select coalesce(max(n), 0) + 1, $1, $2 from epochs";
pub(super) const FORKS: &str = "insert into forks (org, scope, n, version)
    select org, scope, (select max(n) from epochs), version from scopes";

pub(super) const DEVICE: &str =
    concat!("select ", device_columns!(), " from devices where org = $1 and device = $2");
pub(super) const DEVICE_WITH_KEY: &str =
    concat!("select ", device_columns!(), " from devices where org = $1 and key_hash = $2");
pub(super) const DEVICES: &str =
    concat!("select ", device_columns!(), " from devices where org = $1 order by joined_at, device");
pub(super) const PUT_DEVICE: &str = concat!(
    "insert into devices (org, ",
    device_columns!(),
    ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    on conflict (org, device) do update set
        key_hash = excluded.key_hash, person = excluded.person, name = excluded.name, home = excluded.home,
        role = excluded.role, office = excluded.office, body = excluded.body, reach = excluded.reach,
        invite = excluded.invite, joined_at = excluded.joined_at, seen_at = excluded.seen_at,
        revoked_at = excluded.revoked_at"
);
pub(super) const SIGNED_IN: &str = concat!(
    "select ",
    device_columns!(),
    ", (select record from records where org = $1 and id = devices.person),
    (select record from records where org = $1 and id = $3),
    case when reach is null then
        (select string_agg(id::text, ' ') from records where org = $1 and kind = $4 and scope = $5) end
    from devices where org = $1 and device = (select device from sessions where org = $1 and hash = $2)"
);
pub(super) const PUT_SESSION: &str =
    "insert into sessions (org, hash, device, made_at) values ($1, $2, $3, $4)";

pub(super) const INVITE_WITH_SECRET: &str =
    concat!("select ", invite_columns!(), " from invites where org = $1 and secret_hash = $2");
pub(super) const INVITES_WITH_NUMBER: &str =
    concat!("select ", invite_columns!(), " from invites where org = $1 and number_hash = $2");
pub(super) const INVITES: &str = concat!(
    "select ",
    invite_columns!(),
    " from invites where org = $1 and ends_at > $2 order by made_at, invite"
);
pub(super) const PUT_INVITE: &str = concat!(
    "insert into invites (org, ",
    invite_columns!(),
    ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    on conflict (org, invite) do update set
        secret_hash = excluded.secret_hash, number_hash = excluded.number_hash, role = excluded.role,
        office = excluded.office, body = excluded.body, reach = excluded.reach, uses = excluded.uses,
        used = excluded.used, made_by = excluded.made_by, made_at = excluded.made_at, ends_at = excluded.ends_at"
);
pub(super) const TRIES: &str = "select since, wrong from numbers where org = $1";
pub(super) const PUT_TRIES: &str = "insert into numbers (org, since, wrong) values ($1, $2, $3)
    on conflict (org) do update set since = excluded.since, wrong = excluded.wrong";
pub(super) const AUDIT: &str = "insert into audit (org, n, at, device, act, about)
    select $1, coalesce(max(n), 0) + 1, $2, $3, $4, $5 from audit where org = $1";

/// The turn to write in one ward, held until the transaction ends. No key is changed by it, so that rows of the ward can
/// be written meanwhile by whoever holds it.
pub(super) const LOCK_WARD: &str = "select 1 from orgs where org = $1 for no key update";
/// A transaction begins, takes the same turn and sets a savepoint, on one way; the turn comes first, so that undoing a job
/// keeps it.
pub(super) fn take_ward(org: OrgId) -> String {
    format!("{BEGIN}; {}; savepoint job", LOCK_WARD.replace("$1", &format!("'{}'", org.uuid())))
}
/// The turn to write in every ward: first before others who want that, then before each ward's writers, in order.
pub(super) fn take_all() -> String {
    format!(
        "{BEGIN}; lock table epochs in share row exclusive mode;
        select 1 from orgs order by org for no key update; savepoint job"
    )
}
const BEGIN: &str = "begin isolation level read committed read write";
/// The turn to do what one server does for all, by the database's clock alone.
pub(super) const TAKE_TURN: &str = "insert into turns (org, what, holder, ends_at)
    values ($1, $2, $3, now() + $4 * interval '1 second')
    on conflict (org, what) do update set holder = excluded.holder, ends_at = excluded.ends_at
    where turns.holder = excluded.holder or turns.ends_at <= now()";
pub(super) const LEAVE_TURNS: &str = "delete from turns where holder = $1";
