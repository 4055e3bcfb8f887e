-- Receipts by where they are, those left out that are not due yet or with the customer: all others are few.
select r.status, count(*)
from tracking.receipts r
where r.status in ('awaited', 'collected', 'sentBack', 'returned', 'rejected', 'lost')
  and (@account::text is null or r.account = @account)
  and {in scope r}
  and (@lane::text is null or r.lane = @lane)
  and (@station::text is null or r.destination = @station)
  and (@branch_stations::text[] is null or r.destination = any (@branch_stations))
  and (@closed_from::timestamptz is null or r.closed_at >= @closed_from)
  and (@closed_to::timestamptz is null or r.closed_at < @closed_to)
group by r.status
