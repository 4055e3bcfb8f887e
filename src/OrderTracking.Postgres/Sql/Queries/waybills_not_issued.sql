-- Freight that has not left yet, by the index of the status: goods leave with their paper. Of that, orders without one.
select w.row || s.row
from tracking.waybills w
join tracking.search s on s.waybill = w.waybill
where w.status in ('received', 'dispatchRequested', 'pickedUp', 'inStock')
  and w.received_at < @received_before
  and (@accounts::text[] is null or w.account = any (@accounts))
  and not w.issued
  and {in scope s}
order by w.received_at, w.waybill
limit @limit
