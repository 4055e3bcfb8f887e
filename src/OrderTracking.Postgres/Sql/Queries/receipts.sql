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
  and ($10::text is null or tracking.receipt_is($10, r.signed_at, r.returned_at, r.due_at, r.rejections, $11))
order by r.waybill
limit $8
