-- Replays that were asked for, and what each has found; both are forgotten after some days.

create table tracking.replays (
    id uuid primary key,
    asked_by text not null,
    asked_at timestamptz not null,
    request jsonb not null,
    is_drift_check boolean not null,
    status text not null,
    progress jsonb null,
    result jsonb null,
    ended_at timestamptz null,
    fault text null
);
create index on tracking.replays (asked_at, id);
create index on tracking.replays (asked_at) where status in ('waiting', 'running');
create index on tracking.replays (asked_at) where is_drift_check;

create table tracking.replay_changes (
    replay uuid not null references tracking.replays on delete cascade,
    waybill text not null,
    differences jsonb not null,
    primary key (replay, waybill)
);
