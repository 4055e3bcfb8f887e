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

-- The keys of reference streams contain a colon, and they are few: this finds them without reading the log, whoever appends.
create table tracking.reference_streams (id varchar primary key);

create function tracking.note_reference_stream() returns trigger language plpgsql as $$
begin
    insert into tracking.reference_streams (id) values (new.id);
    return null;
end
$$;

create trigger note_reference_stream after insert on mt_streams
for each row when (strpos(new.id, ':') > 0) execute function tracking.note_reference_stream();
