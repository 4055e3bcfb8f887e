-- Begins with the last event that the reader knows, which shows whether the stream goes on from there. Empty for a stream with events set
-- aside: one of them may be known to the reader.
select stream_id, seq_id, id, version, type, timestamp, case when is_archived then null else data end,
       correlation_id, causation_id, headers ->> 'source', user_name
from mt_events
where stream_id = $1 and version >= $2 and not exists (select from tracking.set_aside where stream = $1)
order by version
