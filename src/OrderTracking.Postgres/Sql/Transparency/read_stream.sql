select e.seq_id, e.id, e.stream_id, e.version, e.type, e.timestamp, e.data, e.headers, e.correlation_id, e.causation_id, e.user_name,
       e.mt_dotnet_type, e.tenant_id, e.bdata
from mt_events e
where e.stream_id = @stream and e.seq_id <= @up_to and e.type <> 'tombstone'
order by e.version
