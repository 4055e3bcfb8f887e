select q.id, q.kept_at, q.settled_at, q.line, q.waybill, q.event_id, q.status, q.code, q.field, q.expected, q.sender,
       q.correlation, q.station, q.bytes, q.erased_at
from tracking.quarantine q
where q.settled_at is null and q.status = 'held' and q.waybill = any (@waybills)
order by q.id
