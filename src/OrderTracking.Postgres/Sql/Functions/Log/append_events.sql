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
create or replace function tracking.append_events(
    p_stream text[], p_expected bigint[], p_last bigint[],
    p_event_stream text[], p_version bigint[], p_id uuid[], p_type text[], p_data jsonb[], p_headers jsonb[],
    p_correlation text[], p_causation text[], p_sender text[], p_node_time timestamptz default null,
    out first_position bigint, out recorded_at timestamptz)
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
    v_count int := cardinality(p_id);
    v_now timestamptz;
    v_moved int;
    v_made int := 0;
begin
    perform pg_advisory_xact_lock(7302025, 1);
    -- If a node stalls inside the transaction, the server ends it after 5 seconds and so releases the lock.
    perform set_config('idle_in_transaction_session_timeout', '5s', true);

    v_now := tracking.now();
    perform tracking.check_clock(v_now, p_node_time);
    -- The machine's clock may be set back: recorded times must not decrease with the position.
    recorded_at := greatest(
        v_now, (select m.timestamp from mt_events m where m.type <> 'tombstone' order by m.seq_id desc limit 1));

    update mt_streams s set version = a.last, timestamp = recorded_at
    from unnest(p_stream, p_expected, p_last) as a (stream, expected, last)
    where s.id = a.stream and s.version = a.expected;
    get diagnostics v_moved = row_count;

    if v_moved < cardinality(p_stream) then
        insert into mt_streams (id, type, version, timestamp, created)
        select a.stream, case when strpos(a.stream, ':') > 0 then split_part(a.stream, ':', 1) else 'waybill' end, a.last, recorded_at,
               recorded_at
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
    select first_position - 1 + e.place, e.id, e.stream, e.version, e.data, e.type, recorded_at, e.correlation, e.causation, e.headers,
           e.sender
    from unnest(p_event_stream, p_version, p_id, p_type, p_data, p_headers, p_correlation, p_causation, p_sender)
         with ordinality as e (stream, version, id, type, data, headers, correlation, causation, sender, place);

    perform setval('mt_events_sequence', first_position + v_count - 1);
end
$$;
