-- The event log, in the table layout of Marten 9 with string stream identity, a unique index on event ids and metadata,
-- so that a Marten store opened on this database reads every stream and can carry on.

create table mt_streams (
    id varchar not null,
    type varchar null,
    version bigint,
    timestamp timestamptz not null default (now()),
    created timestamptz not null default (now()),
    tenant_id varchar default '*DEFAULT*',
    is_archived bool default false,
    constraint pkey_mt_streams_id primary key (id)
);

create sequence mt_events_sequence;

create table mt_events (
    seq_id bigint not null,
    id uuid not null,
    stream_id varchar null,
    version bigint not null,
    data jsonb not null,
    bdata bytea null,
    type varchar(500) not null,
    timestamp timestamptz not null default (now()),
    tenant_id varchar default '*DEFAULT*',
    mt_dotnet_type varchar null,
    correlation_id varchar null,
    causation_id varchar null,
    headers jsonb null,
    user_name varchar null,
    is_archived bool default false,
    constraint pkey_mt_events_seq_id primary key (seq_id),
    constraint fkey_mt_events_stream_id foreign key (stream_id) references mt_streams (id) on delete cascade
);

create unique index pk_mt_events_stream_and_version on mt_events using btree (stream_id, version);
create unique index idx_mt_events_event_id on mt_events using btree (id);

alter sequence mt_events_sequence owned by mt_events.seq_id;

create table mt_event_progression (
    name varchar not null,
    last_seq_id bigint null,
    last_updated timestamptz null default (transaction_timestamp()),
    constraint pk_mt_event_progression primary key (name)
);

-- The log's epochs, of which the last one is in force. Up to its position the log is the same as in the one before.
create table tracking.epochs (
    number int generated always as identity primary key,
    epoch uuid not null unique default gen_random_uuid(),
    origin text not null,
    position bigint not null,
    begun_at timestamptz not null default clock_timestamp()
);

-- That the log was imported up to a position: the keys of its persons need not have come along.
create table tracking.imports (
    position bigint primary key,
    imported_at timestamptz not null default clock_timestamp()
);

-- The keys of reference streams contain a colon, and they are few: this finds them without reading the log, whoever appends.
create table tracking.reference_streams (id varchar primary key);

-- The streams of cases, whose keys contain a colon too: few beside the waybills.
create table tracking.case_streams (id varchar collate "C" primary key);

-- Unreadable events that readers leave out: who set them aside, when and why. The events stay in the log unchanged, marked as Marten
-- marks archived ones, which Marten's own readers leave out as well.
create table tracking.set_aside (
    position bigint primary key,
    stream text not null,
    version bigint not null,
    type text not null,
    recorded_at timestamptz not null,
    code text not null,
    field text not null,
    expected text not null,
    at timestamptz not null,
    by text not null,
    reason text not null
);
create index on tracking.set_aside (stream, version);
