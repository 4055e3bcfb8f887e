-- Views: key columns, the row as JSON with its offsets, and typed columns for what is filtered or sorted.

create table tracking.views (
    name text primary key,
    version int not null,
    zone text not null,
    rebuild_requested_at timestamptz null,
    last_rebuild jsonb null
);

-- Changes with every event: one index besides the key, and free room in each page, so that updates stay in the page (HOT).
create table tracking.waybills (
    waybill text primary key,
    status text not null,
    received_at timestamptz not null,
    row jsonb not null
) with (fillfactor = 70);
create index on tracking.waybills (status, received_at, waybill);

create table tracking.search (
    waybill text primary key,
    account text not null,
    lane text not null,
    received_at timestamptz not null,
    order_number text null,
    consignee text null,
    phone_reversed text null,
    row jsonb not null
);
create index on tracking.search (received_at, waybill);
create index on tracking.search (account, received_at, waybill);
create index on tracking.search (lane, received_at, waybill);
create index on tracking.search (waybill text_pattern_ops);
create index on tracking.search (order_number text_pattern_ops) where order_number is not null;
create index on tracking.search (consignee text_pattern_ops) where consignee is not null;
create index on tracking.search (phone_reversed text_pattern_ops) where phone_reversed is not null;

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
    row jsonb not null,
    primary key (waybill, exception_id)
);
create index on tracking.exceptions (raised_at, waybill, exception_id);
create index on tracking.exceptions (account, raised_at, waybill, exception_id);
create index on tracking.exceptions (lane, raised_at, waybill, exception_id);
create index on tracking.exceptions (kind, raised_at, waybill, exception_id);
create index on tracking.exceptions (responsible_station, raised_at, waybill, exception_id);
create index on tracking.exceptions (due_at, waybill, exception_id) where status = 'open';
create index on tracking.exceptions (account, due_at, waybill, exception_id) where status = 'open';

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
    signed_at timestamptz null,
    signed_day date null,
    due_at timestamptz null,
    returned_at timestamptz null,
    rejections int not null,
    status_at timestamptz not null,
    row jsonb not null
);
create index on tracking.receipts (signed_at, waybill);
create index on tracking.receipts (account, signed_at, waybill);
create index on tracking.receipts (lane, signed_at, waybill);
create index on tracking.receipts (status, signed_at, waybill);
create index on tracking.receipts (due_at, waybill) where signed_at is not null and status in ('awaited', 'collected', 'sentBack', 'rejected', 'lost');
create index on tracking.receipts (account, due_at, waybill) where signed_at is not null and status in ('awaited', 'collected', 'sentBack', 'rejected', 'lost');

-- The stations that have to do with a waybill: callers of such a station may see it. A waybill has several rows, so they are kept
-- small: the columns are all there is.
create table tracking.station_visits (
    waybill text not null,
    station text not null,
    primary key (waybill, station)
);
create index on tracking.station_visits (station, waybill);

-- All views are at one position, so that answers drawn from several of them agree. Compare-and-set: fails, and with it the transaction,
-- when they are at another one. The row is named as Marten's daemon names the progress of a projection 'Views'.
create function tracking.move_views(p_from bigint, p_to bigint) returns void
language plpgsql
as $$
declare
    v_moved int;
begin
    update mt_event_progression set last_seq_id = p_to, last_updated = clock_timestamp()
    where name = 'Views:All' and last_seq_id = p_from;
    get diagnostics v_moved = row_count;

    -- Views that have not begun have no row: Marten inserts one when it begins, and would fail on an existing one.
    if v_moved = 0 and p_from = 0 then
        if p_to > 0 then
            insert into mt_event_progression (name, last_seq_id) values ('Views:All', p_to) on conflict (name) do nothing;
            get diagnostics v_moved = row_count;
        elsif not exists (select from mt_event_progression where name = 'Views:All') then
            v_moved := 1;
        end if;
    end if;

    if v_moved <> 1 then
        raise exception 'the views are not at position %', p_from using errcode = 'OT001';
    end if;
end
$$;

-- The verdict of the definitions on-time-*. OnTime.Verdict of the domain is the same rule, and a test compares the two.
create function tracking.on_time_verdict(
    p_cancelled boolean, p_promised timestamptz, p_stopped timestamptz, p_excused boolean, p_basis text, p_now timestamptz) returns text
language sql immutable parallel safe
as $$
    select case
        when p_cancelled then 'cancelled'
        when p_promised is null then 'noPromise'
        when p_promised >= p_now then 'notDue'
        when p_stopped <= p_promised then 'onTime'
        when p_basis = 'accountable' and p_excused then 'excused'
        else 'late'
    end
$$;
