select stream_id, seq_id, id, version, type, timestamp, data, correlation_id, causation_id, headers ->> 'source'
from mt_events
where seq_id <= $1 and type <> 'tombstone'
order by stream_id, version
