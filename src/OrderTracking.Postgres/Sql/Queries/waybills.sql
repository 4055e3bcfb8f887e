select r.row || s.row
from tracking.search s
join tracking.waybills r on r.waybill = s.waybill
where (@account::text is null or s.account = @account)
  and {in scope s}
  and (@status::text is null or r.status = @status)
  and (@lane::text is null or s.lane = @lane)
  and (@received_from::timestamptz is null or s.received_at >= @received_from)
  and (@received_to::timestamptz is null or s.received_at < @received_to)
  and (@after_received_at::timestamptz is null or (s.received_at, s.waybill) < (@after_received_at, @after_waybill))
order by s.received_at desc, s.waybill desc
limit @limit
