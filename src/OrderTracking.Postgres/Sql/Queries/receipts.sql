select r.row
from tracking.receipts r
where ($1::text is null or r.account = $1)
  and {in scope r}
  and ($2::text is null or r.lane = $2)
  and ($3::text is null or r.status = $3)
  and ($4::timestamptz is null or r.signed_at >= $4)
  and ($5::timestamptz is null or r.signed_at < $5)
  and ($6::text is null or r.waybill = $6)
  and ($7::text is null or r.waybill > $7)
  and ($9::text is null or r.destination = $9)
  and ($10::text is null or (r.signed_at is not null and case $10
           when 'returned' then r.returned_at is not null
           when 'outstanding' then r.returned_at is null
           when 'inTime' then r.returned_at <= r.due_at
           when 'late' then r.returned_at > r.due_at or (r.returned_at is null and r.due_at < $11)
           when 'right' then r.returned_at is not null and r.rejections = 0
           when 'wrong' then r.rejections > 0
       end))
order by r.waybill
limit $8
