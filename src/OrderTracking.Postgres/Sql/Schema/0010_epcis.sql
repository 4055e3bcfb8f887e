-- Documents of EPCIS events that were captured, and what came of each, for some weeks. Errors say which event and which member, and hold
-- no content.
create table tracking.epcis_captures (
    id uuid primary key,
    owner text not null,
    created_at timestamptz not null,
    -- Null while it is worked through; of a node that died it stays null.
    finished_at timestamptz null,
    rollback boolean not null,
    events int not null,
    errors jsonb not null
);
create index on tracking.epcis_captures (owner, created_at, id);
create index on tracking.epcis_captures (created_at);

-- Queries that their owners have named.
create table tracking.epcis_queries (
    owner text not null,
    name text not null,
    query jsonb not null,
    created_at timestamptz not null,
    primary key (owner, name)
);

-- Subscriptions of named queries: where their results are sent, and how far each has come. Secrets are wrapped by the key-encryption key.
create table tracking.epcis_subscriptions (
    id uuid primary key,
    owner text not null,
    query text not null,
    claims jsonb not null,
    seen_at timestamptz not null,
    url text not null,
    kek int not null,
    secret bytea not null,
    signed boolean not null,
    schedule text null,
    report_if_empty boolean not null,
    initial_record_time timestamptz null,
    created_at timestamptz not null,
    position bigint not null,
    -- Null once it has ended.
    next_at timestamptz null,
    tries int not null,
    notified_at timestamptz null,
    reason text null,
    foreign key (owner, query) references tracking.epcis_queries (owner, name) on delete cascade
);
create index on tracking.epcis_subscriptions (owner, query, created_at, id);
create index on tracking.epcis_subscriptions (next_at) where next_at is not null;
