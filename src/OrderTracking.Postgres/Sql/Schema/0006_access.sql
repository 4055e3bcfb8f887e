-- API keys of programs. Of a secret only its SHA-256 is kept: it has 256 random bits, so it needs neither salt nor a slow hash.
create table tracking.api_keys (
    id text primary key,
    hash bytea not null,
    name text not null,
    roles text[] not null,
    stations text[] not null,
    accounts text[] not null,
    created_at timestamptz not null,
    created_by text not null,
    -- The key by which it was made, if it was made by one; and the person at the top of these, who is no second person to it.
    parent text null references tracking.api_keys (id),
    person text not null,
    expires_at timestamptz not null,
    needs_approval boolean not null,
    approved_at timestamptz null,
    approved_by text null,
    revoked_at timestamptz null,
    revoked_by text null,
    last_used_at timestamptz null
);
create index on tracking.api_keys (created_at, id);
create index on tracking.api_keys (parent) where parent is not null and revoked_at is null;

-- Who did what as an administrator, or handed a report out, or read the access log: committed before the act, and never changed.
create table tracking.administrative_acts (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    subject text not null,
    act text not null,
    target text not null,
    detail jsonb not null
);
create index on tracking.administrative_acts (subject, id);
create index on tracking.administrative_acts (act, id);
create index on tracking.administrative_acts (at);

-- Who was shown whose personal data: one row for each answer, committed before the answer is sent. An answer that repeats one of the last
-- ten minutes has no row of its own: it is counted in repeated_accesses.
create table tracking.access_log (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    subject text not null,
    roles text[] not null,
    route text not null,
    waybills text[] not null,
    query text not null
);
create index on tracking.access_log (at, id);
create index on tracking.access_log (subject, at, id);
create index on tracking.access_log using gin (waybills);

-- How often answers were repeated, and when last: some rows for an entry at most, added later. A table of its own, so that entries are
-- never updated.
create table tracking.repeated_accesses (
    access_id bigint not null,
    looks integer not null,
    last_at timestamptz not null
);
create index on tracking.repeated_accesses (access_id);

-- Answers to requests that carry an Idempotency-Key. Only a hash of the key is stored, and the answer, which may contain a secret, is
-- encrypted by the key itself: the table alone does not reveal it.
create table tracking.idempotency (
    key bytea primary key,
    request bytea not null,
    run uuid not null,
    begun_at timestamptz not null,
    answer bytea null
);
create index on tracking.idempotency (begun_at);

-- Whom to forget: asked for by one and approved by another. Of a phone there is a keyed hash until it is done.
create table tracking.erasures (
    id text primary key,
    asked_at timestamptz not null,
    asked_by text not null,
    person text not null,
    reason text not null,
    waybill text null,
    role text null,
    phone bigint null,
    approved_at timestamptz null,
    approved_by text null,
    done_at timestamptz null,
    persons bigint null
);
create index on tracking.erasures (asked_at, id);
