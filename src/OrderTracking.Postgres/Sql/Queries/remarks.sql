select r.row
from tracking.remarks r
where r.recorded_at >= @recorded_from
  and (@accounts::text[] is null or r.account = any (@accounts))
  and {in scope r}
order by r.recorded_at, r.waybill, r.event_id
limit @limit
