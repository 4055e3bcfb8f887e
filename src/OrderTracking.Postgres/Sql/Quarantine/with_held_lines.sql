select w.number
from unnest(@waybills::text[]) as w (number)
where exists (select from tracking.quarantine q where q.settled_at is null and q.status = 'held' and q.waybill = w.number)
