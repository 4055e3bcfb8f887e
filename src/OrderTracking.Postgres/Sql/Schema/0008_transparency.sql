-- The transparency log: a Merkle tree over the events, in the tiles of c2sp.org/tlog-tiles (ops/docs/transparency-log.md). All of it but
-- the signatures can be worked out again from mt_events.
create schema transparency;

-- The last row is the log in force. Another one begins only by tracking.begin_log, where a log can be signed no further.
create table transparency.logs (
    number int generated always as identity primary key,
    origin text not null unique default 'ordertracking/' || gen_random_uuid(),
    begun_at timestamptz not null default clock_timestamp(),
    reason text null,
    size bigint not null default 0,
    position bigint not null default 0,
    key text null,
    checkpoint text null,
    signed_at timestamptz null,
    cosigned text null,
    refusal text null,
    refused_at timestamptz null
);

insert into transparency.logs default values;

-- Up to 256 hashes of 32 bytes each. They do not compress, and a part of them is read without the rest.
create table transparency.tiles (
    level smallint not null,
    number bigint not null,
    hashes bytea not null,
    primary key (level, number)
);
alter table transparency.tiles alter column hashes set storage external;

-- The leaves of each tile of level 0, each after its length, and the positions of their events. Leaves are kept, although they could be
-- worked out again, because they say what an event was that has been changed.
create table transparency.entries (
    number bigint primary key,
    first_position bigint not null,
    positions bigint[] not null,
    entries bytea not null
);
-- Written anew with each page until it is full: lz4 takes a tenth of the time of pglz, and leaves are hashes for the most part.
alter table transparency.entries alter column entries set compression lz4;
create index on transparency.entries (first_position);

-- A head of each day with what a time-stamping authority (RFC 3161) said of it, where there is one.
create table transparency.timestamps (
    day date primary key,
    checkpoint text not null,
    token bytea not null
);
