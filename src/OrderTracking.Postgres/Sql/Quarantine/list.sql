-- Only the beginning of each line, so that a page is small whatever was sent.
select q.id, q.kept_at, q.settled_at, coalesce(q.head, q.line), q.waybill, q.event_id, q.status, q.code, q.field, q.expected, q.sender,
       q.correlation, q.station, q.bytes, q.erased_at, q.settled_by, q.reason, q.line_hash
from tracking.quarantine q
where (@status::text is null or q.status = @status) and (@code::text is null or q.code = @code)
  and (@before::bigint is null or q.id < @before)
  and (@sender::text is null or q.sender = @sender or q.station = any (@stations::text[]))
order by q.id desc
limit @limit
