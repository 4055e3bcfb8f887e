-- Each stream by its index, however long the log is. The offset keeps the planner from merging the subquery and reading the whole log.
select e.*
from tracking.reference_streams s
cross join lateral (
    select e.stream_id, e.seq_id, e.id, e.version, e.type, e.timestamp, e.data, e.correlation_id, e.causation_id,
           e.headers ->> 'source', e.user_name
    from mt_events e
    where e.stream_id = s.id and e.seq_id > $1 and e.is_archived is not true
    offset 0) e
order by e.seq_id
