select id, stream_id
from mt_events
where id = any ($1)
