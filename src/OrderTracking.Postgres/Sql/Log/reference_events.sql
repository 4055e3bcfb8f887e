select e.stream_id, e.seq_id, e.id, e.version, e.type, e.timestamp, e.data, e.correlation_id, e.causation_id, e.headers ->> 'source'
from tracking.reference_streams s
join mt_events e on e.stream_id = s.id
where e.seq_id > $1
order by e.seq_id
