-- Appends one event: the same as append_events, without arrays, for a caller that comes alone. It waits for this alone, so each
-- statement is a primary key's look-up, and the settings of the planner are those of the connection (Log.append_settings): setting them
-- for the call would take longer than a statement. A transaction of this function alone is never idle with the lock.
create or replace function tracking.append_event(
    p_stream text, p_expected bigint, p_id uuid, p_type text, p_data jsonb, p_headers jsonb, p_correlation text, p_causation text,
    p_sender text, p_node_time timestamptz, out first_position bigint, out recorded_at timestamptz)
language plpgsql
as $$
declare
    v_now timestamptz;
begin
    perform pg_advisory_xact_lock(7302025, 1);

    v_now := tracking.now();
    if abs(extract(epoch from v_now - p_node_time)) > 60 then
        perform tracking.check_clock(v_now, p_node_time);
    end if;
    -- The machine's clock may be set back: recorded times must not decrease with the position.
    recorded_at := greatest(
        v_now, (select m.timestamp from mt_events m where m.type <> 'tombstone' order by m.seq_id desc limit 1));

    update mt_streams set version = p_expected + 1, timestamp = recorded_at where id = p_stream and version = p_expected;
    if not found then
        if p_expected = 0 then
            insert into mt_streams (id, type, version, timestamp, created)
            values (p_stream, case when strpos(p_stream, ':') > 0 then split_part(p_stream, ':', 1) else 'waybill' end, 1, recorded_at,
                    recorded_at)
            on conflict (id) do nothing;
        end if;
        if not found then
            raise exception 'the stream is not at the version that was expected' using errcode = 'OT002';
        end if;
    end if;

    select greatest(
               q.last_value + case when q.is_called then 1 else 0 end,
               (select m.seq_id + 1 from mt_events m order by m.seq_id desc limit 1)) into first_position
    from mt_events_sequence q;

    insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, correlation_id, causation_id, headers, user_name)
    values (first_position, p_id, p_stream, p_expected + 1, p_data, p_type, recorded_at, p_correlation, p_causation, p_headers, p_sender);

    perform setval('mt_events_sequence', first_position);
end
$$;
