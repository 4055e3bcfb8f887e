select seq_id, stream_id
from mt_events
where seq_id > $1
order by seq_id
limit $2
