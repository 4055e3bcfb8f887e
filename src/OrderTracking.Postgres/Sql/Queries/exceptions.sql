select e.row
from tracking.exceptions e
where ($1::text is null or e.account = $1)
  and {in scope e}
  and ($2::text is null or e.lane = $2)
  and ($3::text is null or e.kind = $3)
  and ($4::text is null or e.status = $4)
  and ($5::text is null or e.responsible_station = $5)
  and ($6::timestamptz is null or e.raised_at >= $6)
  and ($7::timestamptz is null or e.raised_at < $7)
  and ($8::text is null or e.waybill = $8)
  and ($9::timestamptz is null or (e.raised_at, e.waybill, e.exception_id) < ($9, $10, $11))
order by e.raised_at desc, e.waybill desc, e.exception_id desc
limit $12
