-- Appends the requests of many callers in one round trip and one durable commit.
--
-- Why it is safe to read the log by position: the advisory lock is held until the commit is visible, and positions and times are
-- assigned under it. So batches become visible one after the other, in order of position: a reader that has seen a position will
-- never see a smaller one appear.
--
-- A statement in a function sees what was committed before the statement began, so statements after the lock see everything that
-- its earlier holders have committed.
--
-- The planner settings: plans are cached for the life of a connection, and one made while the tables were empty would scan whole
-- tables later. Planning each call anew would cost more than the call.

-- The common case: every stream is at the expected version, and every id is new. Otherwise nothing is appended and the error says
-- so; append_checked then finds out which requests conflict.
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
    -- If a node stalls inside the transaction, the server ends it after 5 seconds and so releases the lock.
    perform set_config('idle_in_transaction_session_timeout', '5s', true);

    -- The machine's clock may be set back: recorded times must not decrease with the position.
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

    -- Positions are taken only after the events are written: an append that fails leaves no gap, for which Marten's readers would wait.
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

-- Appends each unit whole or not at all, independently of the others, and says which units meet a stream at another version, or an
-- event id that is in the log already.
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

    -- The machine's clock may be set back: recorded times must not decrease with the position.
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

-- Keeps the order for appends by a Marten session of another program. Marten draws a position before it writes the event, so the
-- lock is taken after that: if the position has been overtaken meanwhile, the event fails with serialization_failure, and Marten
-- tries again with a new position. Its time is assigned under the lock like any other. The service's own events have no .NET type
-- and skip this trigger, as do tombstones, which stand for positions of failed appends.
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
