-- An event set aside is returned without its data: it still counts for the version at which the stream is appended to.
select stream_id, seq_id, id, version, type, timestamp, case when is_archived then null else data end,
       correlation_id, causation_id, headers ->> 'source', user_name
from mt_events
where stream_id = $1
order by version
