-- The last event that was recorded by a time and up to a position.
select e.seq_id, e.timestamp
from mt_events e
where e.seq_id <= coalesce(
    least(@up_to::bigint, case when @by::timestamptz is not null then tracking.position_at(@by) end), 9223372036854775807)
order by e.seq_id desc
limit 1
