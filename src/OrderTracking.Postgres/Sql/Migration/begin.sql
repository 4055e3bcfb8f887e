create schema if not exists tracking;

-- The files of Sql/Schema that have run.
create table tracking.schema_changes (
    number int primary key,
    name text not null,
    made_at timestamptz not null default clock_timestamp()
);

-- One row: the SHA-256 of the files of Sql/Functions that were applied last.
create table tracking.schema_functions (
    hash text not null,
    applied_at timestamptz not null default clock_timestamp()
);
