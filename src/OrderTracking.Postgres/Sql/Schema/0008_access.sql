-- Keys by which programs call the service. Of a key's secret only the SHA-256 is kept: it has 256 random bits, so nobody finds it by trying.
create table tracking.api_keys (
    id text primary key,
    hash bytea not null,
    name text not null,
    roles text[] not null,
    stations text[] not null,
    accounts text[] not null,
    created_at timestamptz not null,
    created_by text not null,
    expires_at timestamptz not null,
    revoked_at timestamptz null,
    revoked_by text null,
    last_used_at timestamptz null
);
create index on tracking.api_keys (created_at, id);

-- Who was shown whose personal data: a row for each answer, written before it went out.
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

-- Answers to requests that carry an Idempotency-Key. The table gives nothing away: of the key it has a hash, and the answer, which may
-- hold a secret, can be read with the key alone, which only its sender has.
create table tracking.idempotency (
    key bytea primary key,
    request bytea not null,
    run uuid not null,
    begun_at timestamptz not null,
    answer bytea null
);
create index on tracking.idempotency (begun_at);
