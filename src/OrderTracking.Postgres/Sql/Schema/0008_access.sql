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
