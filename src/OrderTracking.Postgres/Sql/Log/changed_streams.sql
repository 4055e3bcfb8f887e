-- Events set aside still move the position of the views, but change no waybill.
select seq_id, case when is_archived then null else stream_id end
from mt_events
where seq_id > $1
order by seq_id
limit $2
