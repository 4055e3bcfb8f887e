-- The data keys of persons and texts, apart from what they encrypt: in a database of their own, or else in this schema of the log's, which
-- is no part of a dump of the log. Their own backups are kept for a few days only (ops/runbook). A key that was destroyed comes back from
-- neither.
create schema person_keys;

-- A row for each waybill: the keys of all its persons, wrapped together by a key-encryption key. A generation is how often one
-- of them was replaced, which destroys the former one.
create table person_keys.keys (
    stream text primary key,
    kek int not null,
    generations smallint[] not null,
    wrapped bytea not null
);
create index on person_keys.keys (kek);

-- Whose keys belong to a phone: its keyed hash.
create table person_keys.phones (
    hash bigint not null,
    stream text not null,
    part int not null,
    primary key (hash, stream, part)
);
create index on person_keys.phones (stream);

-- The secret that the hashes are keyed by, wrapped as the data keys are.
create table person_keys.hash_key (
    id int primary key default 1 check (id = 1),
    kek int not null,
    wrapped bytea not null
);

-- A row whenever keys were destroyed: nodes look each second for a new one, and then forget the keys that they keep.
create table person_keys.destructions (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp()
);
