-- Deadlines of waybills. Most are kept in time, while queries ask for the others, so the partial indexes hold only those.
create table tracking.deadlines (
    waybill text not null,
    deadline text not null,
    rule text not null,
    account text not null,
    lane text not null,
    station text not null,
    started_at timestamptz null,
    due_at timestamptz not null,
    due_day date not null,
    kept_at timestamptz null,
    kept_day date null,
    known_in_time boolean not null,
    to_be_raised boolean not null,
    withdrawn boolean not null,
    excused boolean not null,
    row jsonb not null,
    primary key (waybill, deadline)
);
-- Those for which the clock may still have to raise DeadlineMissed.
create index on tracking.deadlines (due_at) where to_be_raised;
-- Open ones: worklists, the watch list, and breaches that are not closed.
create index on tracking.deadlines (due_at, waybill, deadline) where kept_at is null and not withdrawn;
create index on tracking.deadlines (account, due_at, waybill, deadline) where kept_at is null and not withdrawn;
-- Closed breaches, and withdrawn ones.
create index on tracking.deadlines (due_at, waybill, deadline) where kept_at > due_at or withdrawn;
create index on tracking.deadlines (account, due_at, waybill, deadline) where kept_at > due_at or withdrawn;
create index on tracking.deadlines (station, due_at, waybill, deadline) where kept_at > due_at or withdrawn;
-- All of them in order of time; and one account's figures, straight from the rows.
create index on tracking.deadlines (due_at, waybill, deadline);
create index on tracking.deadlines (account, rule, due_day);

create table tracking.volumes (
    waybill text primary key,
    account text not null,
    lane text not null,
    station text not null,
    day date not null,
    pieces int not null,
    weight_kg numeric not null,
    volume_m3 numeric not null,
    freight numeric not null,
    damaged_pieces int not null,
    short_pieces int not null,
    row jsonb not null
);
create index on tracking.volumes (account, day);
