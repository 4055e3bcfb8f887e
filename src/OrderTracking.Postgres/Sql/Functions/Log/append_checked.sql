-- Appends each unit whole or not at all, independently of the others, and says which units meet a stream at another version, or an
-- event id that is in the log already.
create or replace function tracking.append_checked(
    p_unit int[], p_stream text[], p_expected bigint[], p_last bigint[],
    p_event_unit int[], p_event_stream text[], p_version bigint[], p_id uuid[], p_type text[], p_data jsonb[],
    p_headers jsonb[], p_correlation text[], p_causation text[], p_sender text[], p_node_time timestamptz default null,
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
    v_now timestamptz;
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

    v_now := tracking.now();
    perform tracking.check_clock(v_now, p_node_time);
    -- The machine's clock may be set back: recorded times must not decrease with the position.
    recorded_at := greatest(
        v_now, (select m.timestamp from mt_events m where m.type <> 'tombstone' order by m.seq_id desc limit 1));

    insert into mt_streams (id, type, version, timestamp, created)
    select a.stream, case when strpos(a.stream, ':') > 0 then split_part(a.stream, ':', 1) else 'waybill' end, a.last, recorded_at,
           recorded_at
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
