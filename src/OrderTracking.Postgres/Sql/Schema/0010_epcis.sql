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
