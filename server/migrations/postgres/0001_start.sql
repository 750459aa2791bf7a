-- the tables of ../0001_start.sql in postgresql's words, for many servers on one database. every primary key of a
-- ward's table begins with org, so that the tables can be spread by ward over several machines. names and scopes are
-- compared byte by byte ("C"), whatever the database's own order is.

-- wards. a write of a ward holds its row here until it has ended.
create table orgs (
    org uuid primary key,
    slug text collate "C" not null unique,
    name text not null,
    made_at bigint not null
);

-- a scope's counter: the version that its last change was given.
create table scopes (
    org uuid not null references orgs,
    scope text collate "C" not null,
    version bigint not null,
    primary key (org, scope)
);

-- records as they are now. record is what the feed carries, stamps what merging needs and nobody is sent.
create table records (
    org uuid not null references orgs,
    id uuid not null,
    scope text collate "C" not null,
    kind text collate "C" not null,
    class text collate "C" not null,
    version bigint not null,
    born bigint not null,
    day text collate "C",
    record text not null,
    stamps text not null,
    primary key (org, id)
);
create unique index records_feed on records (org, scope, version);
create index records_born on records (org, scope, class, born, version);
create index records_kind on records (org, kind, scope, born);

-- every change that was answered, for ever: its exact bytes, and the one outcome that each repeat is given.
-- version is null for a refused one; record for one that could not be read.
create table changes (
    org uuid not null references orgs,
    id uuid not null,
    sha256 bytea not null,
    outcome text not null,
    record uuid,
    version bigint,
    bytes text not null,
    after uuid,
    person uuid,
    device uuid,
    carrier uuid not null,
    received_at bigint not null,
    primary key (org, id)
);
create index changes_record on changes (org, record, version);

-- records of one scope and class, packed for a first load.
create table cells (
    org uuid not null references orgs,
    scope text collate "C" not null,
    class text collate "C" not null,
    n bigint not null,
    head text not null,
    bytes bytea not null,
    primary key (org, scope, class, n)
);

-- phones, tablets and pcs that have joined. reach: null for the whole ward, else a json list of districts.
create table devices (
    org uuid not null references orgs,
    device uuid not null,
    key_hash bytea not null,
    person uuid not null,
    name text not null,
    home uuid,
    role text not null,
    office uuid,
    body uuid,
    reach text,
    invite uuid not null,
    joined_at bigint not null,
    seen_at bigint not null,
    revoked_at bigint,
    primary key (org, device),
    unique (org, key_hash)
);

-- cookies, hashed.
create table sessions (
    org uuid not null references orgs,
    hash bytea not null,
    device uuid not null,
    made_at bigint not null,
    primary key (org, hash)
);

-- links and numbers to join with, hashed. reach as in devices.
create table invites (
    org uuid not null references orgs,
    invite uuid not null,
    secret_hash bytea not null,
    number_hash bytea,
    role text not null,
    office uuid,
    body uuid,
    reach text,
    uses bigint not null,
    used bigint not null,
    made_by uuid,
    made_at bigint not null,
    ends_at bigint not null,
    primary key (org, invite),
    unique (org, secret_hash)
);
create index invites_number on invites (org, number_hash);

-- wrong numbers typed since an hour began.
create table numbers (
    org uuid primary key references orgs,
    since bigint not null,
    wrong bigint not null
);

-- who did what that is not a record.
create table audit (
    org uuid not null references orgs,
    n bigint not null,
    at bigint not null,
    device uuid,
    act text not null,
    about text not null,
    primary key (org, n)
);

-- the times between restores, and each scope's version when one began.
create table epochs (
    n bigint primary key,
    epoch uuid not null unique,
    began_at bigint not null
);
create table forks (
    org uuid not null references orgs,
    scope text collate "C" not null,
    n bigint not null references epochs,
    version bigint not null,
    primary key (org, scope, n)
);

-- what one server does for all, and until when it is that one's turn, by the database's clock.
create table turns (
    org uuid not null references orgs,
    what text collate "C" not null,
    holder uuid not null,
    ends_at timestamptz not null,
    primary key (org, what)
);

-- a fingerprint of the key that the servers have beside the database, so that one with another key is found out.
create table pepper (
    one boolean primary key default true check (one),
    mark bytea not null
);
