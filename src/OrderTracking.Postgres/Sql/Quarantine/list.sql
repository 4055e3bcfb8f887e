select q.id, q.kept_at, q.settled_at, q.line, q.waybill, q.event_id, q.status, q.code, q.field, q.expected, q.sender,
       q.correlation, q.station
from tracking.quarantine q
where ($1::text is null or q.status = $1) and ($2::text is null or q.code = $2) and ($3::bigint is null or q.id < $3)
  and ($5::text is null or q.sender = $5 or q.station = any ($6::text[]))
order by q.id desc
limit $4
