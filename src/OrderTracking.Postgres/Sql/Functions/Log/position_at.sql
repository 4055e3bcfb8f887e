-- The position up to which every event was recorded by a time. Recorded times never decrease as positions increase, so it is found by
-- halving, and needs no index of times.
create or replace function tracking.position_at(p_time timestamptz) returns bigint
language plpgsql stable
as $$
declare
    v_low bigint := 0;
    v_high bigint := (select coalesce(max(e.seq_id), 0) from mt_events e);
    v_middle bigint;
    v_position bigint;
    v_recorded_at timestamptz;
begin
    while v_low < v_high loop
        v_middle := v_low + (v_high - v_low + 1) / 2;
        select e.seq_id, e.timestamp into v_position, v_recorded_at
        from mt_events e
        where e.seq_id > v_low and e.seq_id <= v_middle
        order by e.seq_id desc
        limit 1;
        if v_position is null or v_recorded_at <= p_time then
            v_low := v_middle;
        else
            v_high := v_position - 1;
        end if;
    end loop;
    return v_low;
end
$$;
