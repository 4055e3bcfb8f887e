select q.id, q.kept_at, q.settled_at, q.line, q.waybill, q.event_id, q.status, q.code, q.field, q.expected, q.sender,
       q.correlation, q.station, q.bytes, q.erased_at, q.settled_by, q.reason, q.line_hash
from tracking.quarantine q
where q.id = @id and (@sender::text is null or q.sender = @sender or q.station = any (@stations::text[]))
