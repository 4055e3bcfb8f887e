select r.row
from tracking.receipts r
where r.closed_at is not null and r.status in ('awaited', 'collected', 'sentBack', 'rejected', 'lost')
  and (@accounts::text[] is null or r.account = any (@accounts))
  and {in scope r}
  and (r.due_at < @now or r.status in ('rejected', 'lost'))
order by r.due_at, r.waybill
limit @limit
