select q.id, q.kept_at, q.settled_at, q.line, q.waybill, q.event_id, q.status, q.code, q.field, q.expected, q.sender,
       q.correlation, q.station, q.bytes, q.erased_at, q.settled_by, q.reason, q.line_hash,
       (select a.author from tracking.quarantine_authors a where a.hash = q.author)
from tracking.quarantine q
where q.settled_at is null and q.status = 'held' and q.id > @after and (
    select e.version from mt_events e
    where e.stream_id = q.waybill and e.type like 'waybill.received.%' and e.is_archived is not true
    order by e.version limit 1) is not null
order by q.id
limit @limit
