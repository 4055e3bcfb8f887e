-- Views: key columns, the row as JSON with its offsets, and typed columns for what is filtered or sorted.

create table tracking.views (
    name text primary key,
    version int not null,
    zone text not null,
    rebuild_requested_at timestamptz null,
    last_rebuild jsonb null
);

-- Changes with every event: one index of all rows besides the key, and free room in each page, so that updates stay in the page (HOT).
create table tracking.waybills (
    waybill text primary key,
    account text not null,
    status text not null,
    received_at timestamptz not null,
    issued boolean not null,
    held_since timestamptz null,
    insured_value numeric null,
    row jsonb not null
) with (fillfactor = 70);
create index on tracking.waybills (status, received_at, waybill);
create index on tracking.waybills (held_since, waybill) where held_since is not null;
-- Insured freight under way: of it, what is insured for much is watched.
create index on tracking.waybills (insured_value)
    where insured_value is not null and status not in ('signed', 'returnedToShipper', 'writtenOff', 'cancelled');

create table tracking.search (
    waybill text primary key,
    account text not null,
    lane text not null,
    received_at timestamptz not null,
    order_number text null,
    name_hashes text null,
    phone_hashes text null,
    row jsonb not null
);
create index on tracking.search (received_at, waybill);
create index on tracking.search (account, received_at, waybill);
create index on tracking.search (lane, received_at, waybill);
create index on tracking.search (waybill text_pattern_ops);
create index on tracking.search (order_number text_pattern_ops) where order_number is not null;
-- Of the consignee's name and phone there are only keyed hashes of their beginnings, of the phone from its last digit on, eight characters
-- each: the beginning of a name is found by the beginning of the hashes.
create index on tracking.search (name_hashes text_pattern_ops) where name_hashes is not null;
create index on tracking.search (phone_hashes text_pattern_ops) where phone_hashes is not null;
-- Public tracking: the number and the hash of the last four digits of the consignee's phone as one key. So a search for an
-- unknown number takes the same path as one with wrong digits, and its time does not tell the two apart.
create index on tracking.search ((waybill || ' ' || left(phone_hashes, 8))) where phone_hashes is not null;

create table tracking.exceptions (
    waybill text not null,
    exception_id text not null,
    account text not null,
    lane text not null,
    kind text not null,
    status text not null,
    cause text null,
    responsible_station text null,
    raised_at timestamptz not null,
    raised_recorded_at timestamptz not null,
    due_at timestamptz not null,
    reported_back_at timestamptz null,
    followed boolean not null,
    row jsonb not null,
    primary key (waybill, exception_id)
);
create index on tracking.exceptions (raised_at, waybill, exception_id);
create index on tracking.exceptions (account, raised_at, waybill, exception_id);
create index on tracking.exceptions (lane, raised_at, waybill, exception_id);
create index on tracking.exceptions (kind, raised_at, waybill, exception_id);
create index on tracking.exceptions (responsible_station, raised_at, waybill, exception_id);
-- Those that somebody follows, first the ones that nobody reported back on.
create index on tracking.exceptions ((status <> 'open'), due_at, waybill, exception_id) where followed;
create index on tracking.exceptions (account, (status <> 'open'), due_at, waybill, exception_id) where followed;
-- Reports list those that are not resolved, also from before their period.
create index on tracking.exceptions (raised_at) where status <> 'resolved';
create index on tracking.exceptions (account, raised_at) where status <> 'resolved';

create table tracking.on_time (
    waybill text primary key,
    account text not null,
    lane text not null,
    destination text not null,
    promised_at timestamptz null,
    promised_day date null,
    signed_at timestamptz null,
    arrived_at timestamptz null,
    cancelled boolean not null,
    returned boolean not null,
    excused boolean not null,
    row jsonb not null
);
create index on tracking.on_time (promised_at, waybill);
create index on tracking.on_time (account, promised_at, waybill);
create index on tracking.on_time (lane, promised_at, waybill);

create table tracking.receipts (
    waybill text primary key,
    account text not null,
    lane text not null,
    status text not null,
    destination text not null,
    closed_at timestamptz null,
    closed_day date null,
    due_at timestamptz null,
    returned_at timestamptz null,
    rejections int not null,
    status_at timestamptz not null,
    row jsonb not null
);
create index on tracking.receipts (closed_at, waybill);
create index on tracking.receipts (account, closed_at, waybill);
create index on tracking.receipts (lane, closed_at, waybill);
create index on tracking.receipts (status, closed_at, waybill);
create index on tracking.receipts (due_at, waybill)
    where closed_at is not null and status in ('awaited', 'collected', 'sentBack', 'rejected', 'lost');
create index on tracking.receipts (account, due_at, waybill)
    where closed_at is not null and status in ('awaited', 'collected', 'sentBack', 'rejected', 'lost');
-- Outstanding receipts: few, and counted by their age.
create index on tracking.receipts (closed_at) where returned_at is null and closed_at is not null;
create index on tracking.receipts (account, closed_at) where returned_at is null and closed_at is not null;
-- Reports list those that are not back.
create index on tracking.receipts (account, closed_at) where returned_at is null and status <> 'lost';

-- The stations that have to do with a waybill: callers of such a station may see it. A waybill has several rows, so they are kept
-- small: the columns are all there is.
create table tracking.station_visits (
    waybill text not null,
    station text not null,
    on_way boolean not null,
    primary key (waybill, station)
);
create index on tracking.station_visits (station, waybill);

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
    ended boolean not null,
    excused boolean not null,
    complaint_id text null,
    penalty text null,
    penalty_amount numeric null,
    row jsonb not null,
    primary key (waybill, deadline)
);
-- Those for which the clock may still have to raise DeadlineMissed.
create index on tracking.deadlines (due_at) where to_be_raised;
-- Open ones: worklists, the watch list, and breaches that are not closed.
create index on tracking.deadlines (due_at, waybill, deadline) where kept_at is null and not withdrawn;
create index on tracking.deadlines (account, due_at, waybill, deadline) where kept_at is null and not withdrawn;
-- What is to be seen to, by its kind: a manager's worklist.
create index on tracking.deadlines (account, rule, due_at, waybill, deadline) where kept_at is null and not withdrawn and not ended;
-- Closed breaches, and withdrawn ones.
create index on tracking.deadlines (due_at, waybill, deadline) where kept_at > due_at or withdrawn;
create index on tracking.deadlines (account, due_at, waybill, deadline) where kept_at > due_at or withdrawn;
create index on tracking.deadlines (station, due_at, waybill, deadline) where kept_at > due_at or withdrawn;
-- All of them in order of time; and one account's figures, straight from the rows.
create index on tracking.deadlines (due_at, waybill, deadline);
create index on tracking.deadlines (account, rule, due_day);
-- Figures that combine dimensions, or that cannot be summed up.
create index on tracking.deadlines (rule, due_day) where rule in ('reportBack', 'sorting');
create index on tracking.deadlines (rule, kept_day, station)
    where kept_day is not null and rule in ('dwellOrigin', 'dwellTransit', 'dwellTransfer', 'dwellDestination');
create index on tracking.deadlines (account, rule, kept_day)
    where kept_day is not null and rule in ('dwellOrigin', 'dwellTransit', 'dwellTransfer', 'dwellDestination');
create index on tracking.deadlines (lane, rule, kept_day)
    where kept_day is not null and rule in ('dwellOrigin', 'dwellTransit', 'dwellTransfer', 'dwellDestination');

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
create index on tracking.volumes (day, waybill);
create index on tracking.volumes (lane, day);

-- Events with a remark or an odd mark, for the 10:00 list.
create table tracking.remarks (
    waybill text not null,
    event_id text not null,
    account text not null,
    lane text not null,
    recorded_at timestamptz not null,
    row jsonb not null,
    primary key (waybill, event_id)
);
create index on tracking.remarks (recorded_at, waybill, event_id);
create index on tracking.remarks (account, recorded_at, waybill, event_id);

create table tracking.loading_lists (
    waybill text not null,
    loading_list text not null,
    account text not null,
    lane text not null,
    station text not null,
    day date not null,
    row jsonb not null,
    primary key (waybill, loading_list)
);
create index on tracking.loading_lists (loading_list, waybill);
create index on tracking.loading_lists (day, loading_list);

-- Cases of the service desk, of all kinds: due_at is that of the step by which its kind is counted as in time, next_due_at that of what is
-- open and due first.
create table tracking.cases (
    stream text primary key,
    kind text not null,
    number text not null,
    account text not null,
    station text not null,
    status text not null,
    opened_at timestamptz not null,
    closed_at timestamptz null,
    due_at timestamptz null,
    next_due_at timestamptz null,
    row jsonb not null
);
create index on tracking.cases (kind, opened_at, number);
create index on tracking.cases (account, kind, opened_at, number);
create index on tracking.cases (kind, status, opened_at, number);
-- Reports also count those that were due in their period, and those that are open.
create index on tracking.cases (kind, due_at) where due_at is not null;
create index on tracking.cases (kind) where closed_at is null;
-- Worklists.
create index on tracking.cases (next_due_at, stream) where next_due_at is not null;
create index on tracking.cases (account, next_due_at, stream) where next_due_at is not null;
-- The cases of a waybill.
create index on tracking.cases using gin ((row -> 'waybills'));
-- Insurances by what they cover.
create index on tracking.cases (((row -> 'insurance' ->> 'amount')::numeric)) where kind = 'insurance';

-- The tables and roll-ups of the views; filled by the schema's owner.
create table tracking.view_tables (name text primary key);
