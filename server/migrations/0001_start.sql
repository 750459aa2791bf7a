-- the first layout. every primary key of a ward's table begins with org, so that the tables can be spread by ward.

-- wards.
create table orgs (
    org blob primary key,
    slug text not null unique,
    name text not null,
    made_at integer not null
) strict, without rowid;

-- a scope's counter: the version that its last change was given.
create table scopes (
    org blob not null references orgs,
    scope text not null,
    version integer not null,
    primary key (org, scope)
) strict, without rowid;

-- records as they are now. record is what the feed carries, stamps what merging needs and nobody is sent.
create table records (
    org blob not null references orgs,
    id blob not null,
    scope text not null,
    kind text not null,
    class text not null,
    version integer not null,
    born integer not null,
    day text,
    record text not null,
    stamps text not null,
    primary key (org, id)
) strict;
create unique index records_feed on records (org, scope, version);
create index records_born on records (org, scope, class, born, version);
create index records_kind on records (org, kind, scope);

-- every change that was answered, for ever: its exact bytes, and the one outcome that each repeat is given.
-- version is null for a refused one; record for one that could not be read.
create table changes (
    org blob not null references orgs,
    id blob not null,
    sha256 blob not null,
    outcome text not null,
    record blob,
    version integer,
    bytes text not null,
    after blob,
    person blob,
    device blob,
    carrier blob not null,
    received_at integer not null,
    primary key (org, id)
) strict;
create index changes_record on changes (org, record, version);

-- records of one scope and class, packed for a first load.
create table cells (
    org blob not null references orgs,
    scope text not null,
    class text not null,
    n integer not null,
    head text not null,
    bytes blob not null,
    primary key (org, scope, class, n)
) strict;

-- phones, tablets and pcs that have joined. reach: null for the whole ward, else a json list of districts.
create table devices (
    org blob not null references orgs,
    device blob not null,
    key_hash blob not null,
    person blob not null,
    name text not null,
    home blob,
    role text not null,
    office blob,
    body blob,
    reach text,
    invite blob not null,
    joined_at integer not null,
    seen_at integer not null,
    revoked_at integer,
    primary key (org, device),
    unique (org, key_hash)
) strict;

-- cookies, hashed.
create table sessions (
    org blob not null references orgs,
    hash blob not null,
    device blob not null,
    made_at integer not null,
    primary key (org, hash)
) strict, without rowid;

-- links and numbers to join with, hashed. reach as in devices.
create table invites (
    org blob not null references orgs,
    invite blob not null,
    secret_hash blob not null,
    number_hash blob,
    role text not null,
    office blob,
    body blob,
    reach text,
    uses integer not null,
    used integer not null,
    made_by blob,
    made_at integer not null,
    ends_at integer not null,
    primary key (org, invite),
    unique (org, secret_hash)
) strict;
create index invites_number on invites (org, number_hash);

-- wrong numbers typed since an hour began.
create table numbers (
    org blob primary key references orgs,
    since integer not null,
    wrong integer not null
) strict, without rowid;

-- who did what that is not a record.
create table audit (
    org blob not null references orgs,
    n integer not null,
    at integer not null,
    device blob,
    act text not null,
    about text not null,
    primary key (org, n)
) strict, without rowid;

-- the times between restores, and each scope's version when one began.
create table epochs (
    n integer primary key,
    epoch blob not null unique,
    began_at integer not null
) strict;
create table forks (
    org blob not null references orgs,
    scope text not null,
    n integer not null references epochs,
    version integer not null,
    primary key (org, scope, n)
) strict, without rowid;
