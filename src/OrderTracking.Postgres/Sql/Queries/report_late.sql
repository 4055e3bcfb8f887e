select r.row, s.row ->> 'orderNumber'
from tracking.on_time r
left join tracking.waybills s on s.waybill = r.waybill
where r.account = $1 and {in scope r} and r.promised_at >= $2::timestamptz and r.promised_at < $3::timestamptz
  and tracking.on_time_verdict(r.cancelled, r.promised_at, r.signed_at, r.excused, 'gross', $4) = 'late'
order by r.waybill
