-- One event by its position, and whether it was set aside.
select stream_id, seq_id, id, version, type, timestamp, data, correlation_id, causation_id,
       headers ->> 'source', user_name, coalesce(is_archived, false)
from mt_events
where seq_id = @position and type <> 'tombstone'
