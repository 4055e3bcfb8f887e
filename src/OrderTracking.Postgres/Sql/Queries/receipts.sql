select r.row
from tracking.receipts r
where (@account::text is null or r.account = @account)
  and {in scope r}
  and (@lane::text is null or r.lane = @lane)
  and (@status::text is null or r.status = @status)
  and (@closed_from::timestamptz is null or r.closed_at >= @closed_from)
  and (@closed_to::timestamptz is null or r.closed_at < @closed_to)
  and (@waybill::text is null or r.waybill = @waybill)
  and (@after_waybill::text is null or r.waybill > @after_waybill)
  and (@station::text is null or r.destination = @station)
  and (@branch_stations::text[] is null or r.destination = any (@branch_stations))
  and (@verdict::text is null or tracking.receipt_is(@verdict, r.closed_at, r.returned_at, r.due_at, r.rejections, @now))
order by r.waybill
limit @limit
