select r.row, s.row ->> 'orderNumber'
from tracking.receipts r
left join tracking.waybills s on s.waybill = r.waybill
where r.account = @account and {in scope r} and r.closed_at < @closed_before::timestamptz and r.returned_at is null and r.status <> 'lost'
order by r.closed_at, r.waybill
