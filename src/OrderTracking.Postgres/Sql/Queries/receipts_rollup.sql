-- Counts of receipts by the day of the closing, from the roll-up. Outstanding ones change their age class with the hour: they
-- are few, and are counted from the rows.
with counts as (
    select case when @grouping in ('account', 'lane', 'station') then r.key else tracking.period_key(@grouping, r.day) end as key,
           r.receipts, r.closed, r.returned, r.in_time, r.checked, r.correct, r.lost, 0 as open, null::int as age
    from unnest(@span_grains::text[], @span_firsts::date[], @span_pasts::date[]) as span (grain, first, past)
    -- A lateral join, so that each span is read by the index, whatever the planner's estimates are.
    cross join lateral (
        select * from tracking.receipts_rollup x
        where x.scope = @scope and (@keys::text[] is null or x.key = any (@keys)) and x.grain = span.grain
          and x.day >= span.first and x.day < span.past
        offset 0) r
    union all
    select case @grouping when 'account' then o.account when 'lane' then o.lane when 'station' then o.destination
               else tracking.period_key(@grouping, o.closed_day) end,
           0, 0, 0, 0, 0, 0, 0, (not tracking.receipt_is('late', o.closed_at, o.returned_at, o.due_at, o.rejections, @now))::int,
           case when o.status <> 'lost' then floor(extract(epoch from @now - o.closed_at) / 86400)::int end
    from tracking.receipts o
    where o.returned_at is null and o.closed_at is not null
      and (@from::timestamptz is null or o.closed_at >= @from)
      and (@to::timestamptz is null or o.closed_at < @to)
      and (@account::text is null or o.account = @account)
      and {in scope o}
      and (@lane::text is null or o.lane = @lane)
      and (@station::text is null or o.destination = @station)
      and (@branch_stations::text[] is null or o.destination = any (@branch_stations))
)
select key, sum(receipts)::bigint, sum(closed)::bigint, sum(returned)::bigint, sum(in_time)::bigint, sum(checked)::bigint,
       sum(correct)::bigint, sum(lost)::bigint, sum(open)::bigint,
       count(*) filter (where age <= (@age_bounds::int[])[1]),
       count(*) filter (where age > (@age_bounds::int[])[1] and age <= (@age_bounds::int[])[2]),
       count(*) filter (where age > (@age_bounds::int[])[2] and age <= (@age_bounds::int[])[3]),
       count(*) filter (where age > (@age_bounds::int[])[3] and age <= (@age_bounds::int[])[4]),
       count(*) filter (where age > (@age_bounds::int[])[4])
from counts
group by key
having sum(receipts) <> 0
