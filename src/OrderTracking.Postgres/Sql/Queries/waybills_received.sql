select count(*)
from tracking.search s
where {in scope s}
  and (@account::text is null or s.account = @account)
  and (@received_from::timestamptz is null or s.received_at >= @received_from)
  and (@received_to::timestamptz is null or s.received_at < @received_to)
