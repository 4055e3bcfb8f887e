select r.row, s.row ->> 'orderNumber'
from tracking.on_time r
left join tracking.waybills s on s.waybill = r.waybill
where r.account = @account and {in scope r} and r.promised_at >= @promised_from::timestamptz and r.promised_at < @promised_to::timestamptz
  and tracking.on_time_verdict(r.cancelled, r.promised_at, r.signed_at, r.returned, r.excused, 'gross', @now) = 'late'
order by r.waybill
