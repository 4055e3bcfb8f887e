-- A machine whose clock is wrong would give events recorded times that every later event has to follow, since those must not decrease. So
-- nothing is appended while the clocks of the node and of the database are more than a minute apart, whichever of them is wrong. The
-- check is made for each append, because a clock can be wrong for a second. An append that has waited a minute for the lock is refused
-- as well: only the node's time when it was sent is known here.
create or replace function tracking.check_clock(p_recorded_at timestamptz, p_node_time timestamptz) returns void language plpgsql as $$
begin
    if abs(extract(epoch from p_recorded_at - p_node_time)) > 60 then
        raise exception 'the clocks of the database and of the node differ by % s', round(extract(epoch from p_recorded_at - p_node_time))
            using errcode = 'OT004';
    end if;
end
$$;
