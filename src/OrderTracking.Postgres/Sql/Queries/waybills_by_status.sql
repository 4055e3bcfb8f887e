-- Waybills of one status, of all accounts and lanes: the index of the status has them in the order wanted.
select r.row || (select s.row from tracking.search s where s.waybill = r.waybill)
from tracking.waybills r
where r.status = @status
  and (@received_from::timestamptz is null or r.received_at >= @received_from)
  and (@received_to::timestamptz is null or r.received_at < @received_to)
  and (@after_received_at::timestamptz is null or (r.received_at, r.waybill) < (@after_received_at, @after_waybill))
order by r.received_at desc, r.waybill desc
limit @limit
