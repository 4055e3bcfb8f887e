-- Without Marten's tombstones, which mark positions of failed appends, and without events set aside.
select stream_id, seq_id, id, version, type, timestamp, data, correlation_id, causation_id, headers ->> 'source', user_name
from mt_events
where seq_id > $1 and type <> 'tombstone' and is_archived is not true
order by seq_id
limit $2
