-- Counts of receipts by the day of the full signature, from the rows, for requests that combine dimensions. Without a period they
-- include receipts of waybills that are not signed yet.
with judged as (
    select case $6 when 'account' then r.account when 'lane' then r.lane when 'station' then r.destination
               else tracking.period_key($6, r.signed_day) end as key,
           r.signed_at is not null as signed, r.status = 'lost' as lost,
           tracking.receipt_is('returned', r.signed_at, r.returned_at, r.due_at, r.rejections, $7) as returned,
           tracking.receipt_is('outstanding', r.signed_at, r.returned_at, r.due_at, r.rejections, $7) as outstanding,
           tracking.receipt_is('inTime', r.signed_at, r.returned_at, r.due_at, r.rejections, $7) as in_time,
           tracking.receipt_is('late', r.signed_at, r.returned_at, r.due_at, r.rejections, $7) as late,
           tracking.receipt_is('right', r.signed_at, r.returned_at, r.due_at, r.rejections, $7) as is_right,
           tracking.receipt_is('wrong', r.signed_at, r.returned_at, r.due_at, r.rejections, $7) as is_wrong,
           case when r.returned_at is null and r.status <> 'lost' then floor(extract(epoch from $7 - r.signed_at) / 86400)::int end as age
    from tracking.receipts r
    where ($1::text is null or r.account = $1)
      and {in scope r}
      and ($2::text is null or r.lane = $2)
      and ($3::text is null or r.destination = $3)
      and ($4::timestamptz is null or r.signed_at >= $4)
      and ($5::timestamptz is null or r.signed_at < $5)
)
select key, count(*), count(*) filter (where signed), count(*) filter (where returned), count(*) filter (where in_time),
       count(*) filter (where is_right or is_wrong), count(*) filter (where is_right), count(*) filter (where lost),
       count(*) filter (where outstanding and not late),
       count(*) filter (where age <= ($8::int[])[1]),
       count(*) filter (where age > ($8::int[])[1] and age <= ($8::int[])[2]),
       count(*) filter (where age > ($8::int[])[2] and age <= ($8::int[])[3]),
       count(*) filter (where age > ($8::int[])[3] and age <= ($8::int[])[4]),
       count(*) filter (where age > ($8::int[])[4])
from judged
group by key
