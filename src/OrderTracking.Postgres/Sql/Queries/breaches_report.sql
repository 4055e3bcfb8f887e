-- Sums by group; the row with a null key is the total. A breach's fine is the penalty of its rule on the day on which it was due.
with breaches as (
    select d.waybill, d.rule, d.account, d.lane, d.station, d.due_day, d.withdrawn
    from tracking.deadlines d
    where (d.kept_at > d.due_at or d.withdrawn)
      and ($1::text is null or d.rule = $1)
      and ($2::text[] is null or d.account = any ($2))
      and {in scope d}
      and ($3::text is null or d.lane = $3)
      and ($4::text is null or d.station = $4)
      and ($5::timestamptz is null or d.due_at >= $5)
      and ($6::timestamptz is null or d.due_at < $6)
      and ($7::text is null or d.waybill = $7)
    union all
    select d.waybill, d.rule, d.account, d.lane, d.station, d.due_day, d.withdrawn
    from tracking.deadlines d
    where d.kept_at is null and not d.withdrawn and d.due_at < $8
      and ($1::text is null or d.rule = $1)
      and ($2::text[] is null or d.account = any ($2))
      and {in scope d}
      and ($3::text is null or d.lane = $3)
      and ($4::text is null or d.station = $4)
      and ($5::timestamptz is null or d.due_at >= $5)
      and ($6::timestamptz is null or d.due_at < $6)
      and ($7::text is null or d.waybill = $7)
), priced as (
    select b.*, coalesce(t.fine, 0) as fine,
           case $9
               when 'station' then b.station
               when 'rule' then b.rule
               when 'account' then b.account
               when 'lane' then b.lane
               else tracking.period_key($9, b.due_day)
           end as key
    from breaches b
    left join unnest($10::text[], $11::date[], $12::date[], $13::numeric[]) as t (rule, from_day, to_day, fine)
           on t.rule = b.rule and b.due_day >= t.from_day and (t.to_day is null or b.due_day < t.to_day)
)
select grouping(key) = 1 as is_total, key, count(*) filter (where not withdrawn), count(distinct waybill) filter (where not withdrawn),
       count(*) filter (where withdrawn), coalesce(sum(fine) filter (where not withdrawn), 0)
from priced
group by grouping sets ((), (key))
order by is_total desc, key
