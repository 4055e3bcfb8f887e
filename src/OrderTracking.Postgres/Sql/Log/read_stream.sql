-- What was set aside keeps its place in the stream, by which it is appended to, and says nothing any more.
select stream_id, seq_id, id, version, type, timestamp, case when is_archived then null else data end,
       correlation_id, causation_id, headers ->> 'source', user_name
from mt_events
where stream_id = $1
order by version
