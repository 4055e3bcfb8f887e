-- Appends the requests of many callers in one round trip and one durable commit.
--
-- What makes it safe to read the log by position: the advisory lock is held until the commit is visible, and positions and
-- times are given out under it. So batches become visible one after the other, in order of position; whoever has seen a
-- position has seen all smaller ones that will ever be.
--
-- Statements of a function see what was committed before they began, so what is written below the lock rests on all that
-- its earlier holders have written.
--
-- The planner settings: plans are kept for the life of a connection, and one made while the tables were empty would
-- read them from end to end later. And planning for each call would cost more than the call.

-- The ordinary case: every stream is where its appender believes it to be, and every id is new. If one is not, nothing is
-- appended and the error says so; append_checked then finds out which.
create function tracking.append_events(
    p_stream text[], p_expected bigint[], p_last bigint[],
    p_event_stream text[], p_version bigint[], p_id uuid[], p_type text[], p_data jsonb[], p_headers jsonb[],
    p_correlation text[], p_causation text[], p_sender text[],
    out first_position bigint, out recorded_at timestamptz)
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
    v_count int := cardinality(p_id);
    v_moved int;
    v_made int := 0;
begin
    perform pg_advisory_xact_lock(7302025, 1);
    -- Of a node that stands still in a transaction with more in it, the server takes the lock.
    perform set_config('idle_in_transaction_session_timeout', '5s', true);

    -- The machine's clock may be set back; recorded times never run against positions.
    recorded_at := greatest(tracking.now(), (select m.timestamp from mt_events m where m.type <> 'tombstone' order by m.seq_id desc limit 1));

    update mt_streams s set version = a.last, timestamp = recorded_at
    from unnest(p_stream, p_expected, p_last) as a (stream, expected, last)
    where s.id = a.stream and s.version = a.expected;
    get diagnostics v_moved = row_count;

    if v_moved < cardinality(p_stream) then
        insert into mt_streams (id, type, version, timestamp, created)
        select a.stream, case when strpos(a.stream, ':') > 0 then split_part(a.stream, ':', 1) else 'waybill' end, a.last, recorded_at, recorded_at
        from unnest(p_stream, p_expected, p_last) as a (stream, expected, last)
        where a.expected = 0
        on conflict (id) do nothing;
        get diagnostics v_made = row_count;
    end if;

    if v_moved + v_made <> cardinality(p_stream) then
        raise exception 'a stream is not at the version that was expected' using errcode = 'OT002';
    end if;

    -- Taken only once the events are written: an append that fails leaves no gap, over which other readers of the log stumble.
    select greatest(
               q.last_value + case when q.is_called then 1 else 0 end,
               (select m.seq_id + 1 from mt_events m order by m.seq_id desc limit 1)) into first_position
    from mt_events_sequence q;

    insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, correlation_id, causation_id, headers, user_name)
    select first_position - 1 + e.place, e.id, e.stream, e.version, e.data, e.type, recorded_at, e.correlation, e.causation, e.headers, e.sender
    from unnest(p_event_stream, p_version, p_id, p_type, p_data, p_headers, p_correlation, p_causation, p_sender)
         with ordinality as e (stream, version, id, type, data, headers, correlation, causation, sender, place);

    perform setval('mt_events_sequence', first_position + v_count - 1);
end
$$;

-- A unit succeeds or fails as a whole and alone: says which units meet a stream at another version, or an id that is taken,
-- and appends the others.
create function tracking.append_checked(
    p_unit int[], p_stream text[], p_expected bigint[], p_last bigint[],
    p_event_unit int[], p_event_stream text[], p_version bigint[], p_id uuid[], p_type text[], p_data jsonb[],
    p_headers jsonb[], p_correlation text[], p_causation text[], p_sender text[],
    out first_position bigint, out recorded_at timestamptz, out conflicting int[], out taken int[])
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
    v_refused int[];
    v_count int;
begin
    perform pg_advisory_xact_lock(7302025, 1);

    select coalesce(array_agg(distinct a.unit), '{}') into conflicting
    from unnest(p_unit, p_stream, p_expected) as a (unit, stream, expected)
    where a.expected <> coalesce((select s.version from mt_streams s where s.id = a.stream), 0);

    select coalesce(array_agg(distinct e.unit), '{}') into taken
    from unnest(p_event_unit, p_id) as e (unit, id)
    where (select m.seq_id from mt_events m where m.id = e.id) is not null;

    v_refused := conflicting || taken;
    v_count := cardinality(p_id);
    if cardinality(v_refused) > 0 then
        select count(*) into v_count from unnest(p_event_unit) as e (unit) where e.unit <> all (v_refused);
    end if;
    if v_count = 0 then
        return;
    end if;

    select greatest(
               q.last_value + case when q.is_called then 1 else 0 end,
               (select m.seq_id + 1 from mt_events m order by m.seq_id desc limit 1)) into first_position
    from mt_events_sequence q;

    -- The machine's clock may be set back; recorded times never run against positions.
    recorded_at := greatest(tracking.now(), (select m.timestamp from mt_events m where m.type <> 'tombstone' order by m.seq_id desc limit 1));

    insert into mt_streams (id, type, version, timestamp, created)
    select a.stream, case when strpos(a.stream, ':') > 0 then split_part(a.stream, ':', 1) else 'waybill' end, a.last, recorded_at, recorded_at
    from unnest(p_unit, p_stream, p_last) as a (unit, stream, last)
    where a.unit <> all (v_refused)
    on conflict (id) do update set version = excluded.version, timestamp = excluded.timestamp;

    insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, correlation_id, causation_id, headers, user_name)
    select first_position - 1 + row_number() over (order by e.place), e.id, e.stream, e.version, e.data, e.type, recorded_at,
           e.correlation, e.causation, e.headers, e.sender
    from unnest(p_event_unit, p_event_stream, p_version, p_id, p_type, p_data, p_headers, p_correlation, p_causation, p_sender)
         with ordinality as e (unit, stream, version, id, type, data, headers, correlation, causation, sender, place)
    where e.unit <> all (v_refused);

    perform setval('mt_events_sequence', first_position + v_count - 1);
end
$$;

-- What a Marten session of another program appends keeps the order too. Marten draws a position before it writes the event, so
-- the lock comes after: an event whose position has been overtaken meanwhile fails with serialization_failure, which Marten
-- tries again with a new one. Its time is given out under the lock like any other. Our own events have no .NET type and skip this;
-- tombstones stand for positions that came to nothing.
create function tracking.order_append() returns trigger language plpgsql as $$
declare
    v_recorded timestamptz;
begin
    perform pg_advisory_xact_lock(7302025, 1);
    perform set_config('idle_in_transaction_session_timeout', '5s', true);
    if exists (select from mt_events m where m.seq_id >= new.seq_id) then
        raise exception 'position % has been overtaken', new.seq_id using errcode = '40001';
    end if;
    select m.timestamp into v_recorded from mt_events m where m.type <> 'tombstone' order by m.seq_id desc limit 1;
    new.timestamp := greatest(tracking.now(), v_recorded);
    return new;
end
$$;

create trigger order_append before insert on mt_events
for each row when (new.mt_dotnet_type is not null and new.type <> 'tombstone') execute function tracking.order_append();
