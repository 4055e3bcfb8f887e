select q.id, q.kept_at, q.settled_at, q.line, q.waybill, q.event_id, q.status, q.code, q.field, q.expected, q.sender, q.correlation, q.station
from tracking.quarantine q
where q.settled_at is null and q.status = 'held' and exists (select from mt_streams s where s.id = q.waybill)
order by q.id
limit 5000
