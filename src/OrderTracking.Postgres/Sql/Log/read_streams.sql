select stream_id, seq_id, id, version, type, timestamp, data, correlation_id, causation_id, headers ->> 'source', user_name
from mt_events
where stream_id = any ($1)
order by stream_id, version
