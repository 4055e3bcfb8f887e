-- Counts of receipts by the day of the closing, from the rows, for requests that combine dimensions. Without a period they
-- include receipts of waybills that are not closed yet.
with judged as (
    select case @grouping when 'account' then r.account when 'lane' then r.lane when 'station' then r.destination
               else tracking.period_key(@grouping, r.closed_day) end as key,
           r.closed_at is not null as closed, r.status = 'lost' as lost,
           tracking.receipt_is('returned', r.closed_at, r.returned_at, r.due_at, r.rejections, @now) as returned,
           tracking.receipt_is('outstanding', r.closed_at, r.returned_at, r.due_at, r.rejections, @now) as outstanding,
           tracking.receipt_is('inTime', r.closed_at, r.returned_at, r.due_at, r.rejections, @now) as in_time,
           tracking.receipt_is('late', r.closed_at, r.returned_at, r.due_at, r.rejections, @now) as late,
           tracking.receipt_is('right', r.closed_at, r.returned_at, r.due_at, r.rejections, @now) as is_right,
           tracking.receipt_is('wrong', r.closed_at, r.returned_at, r.due_at, r.rejections, @now) as is_wrong,
           case when r.returned_at is null and r.status <> 'lost' then floor(extract(epoch from @now - r.closed_at) / 86400)::int end as age
    from tracking.receipts r
    where (@account::text is null or r.account = @account)
      and {in scope r}
      and (@lane::text is null or r.lane = @lane)
      and (@station::text is null or r.destination = @station)
      and (@branch_stations::text[] is null or r.destination = any (@branch_stations))
      and (@from::timestamptz is null or r.closed_at >= @from)
      and (@to::timestamptz is null or r.closed_at < @to)
)
select key, count(*), count(*) filter (where closed), count(*) filter (where returned), count(*) filter (where in_time),
       count(*) filter (where is_right or is_wrong), count(*) filter (where is_right), count(*) filter (where lost),
       count(*) filter (where outstanding and not late),
       count(*) filter (where age <= (@age_bounds::int[])[1]),
       count(*) filter (where age > (@age_bounds::int[])[1] and age <= (@age_bounds::int[])[2]),
       count(*) filter (where age > (@age_bounds::int[])[2] and age <= (@age_bounds::int[])[3]),
       count(*) filter (where age > (@age_bounds::int[])[3] and age <= (@age_bounds::int[])[4]),
       count(*) filter (where age > (@age_bounds::int[])[4])
from judged
group by key
