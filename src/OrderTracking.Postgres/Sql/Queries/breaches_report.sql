-- Sums by group; the row with a null key is the total. A breach's fine is the penalty of its rule on the day on which it was due.
with breaches as (
    select d.waybill, d.rule, d.account, d.lane, d.station, d.due_day, d.withdrawn
    from tracking.deadlines d
    where (d.kept_at > d.due_at or d.withdrawn)
      and (@rule::text is null or d.rule = @rule)
      and (@accounts::text[] is null or d.account = any (@accounts))
      and {in scope d}
      and (@lane::text is null or d.lane = @lane)
      and (@station::text is null or d.station = @station)
      and (@due_from::timestamptz is null or d.due_at >= @due_from)
      and (@due_to::timestamptz is null or d.due_at < @due_to)
      and (@waybill::text is null or d.waybill = @waybill)
    union all
    select d.waybill, d.rule, d.account, d.lane, d.station, d.due_day, d.withdrawn
    from tracking.deadlines d
    where d.kept_at is null and not d.withdrawn and d.due_at < @now
      and (@rule::text is null or d.rule = @rule)
      and (@accounts::text[] is null or d.account = any (@accounts))
      and {in scope d}
      and (@lane::text is null or d.lane = @lane)
      and (@station::text is null or d.station = @station)
      and (@due_from::timestamptz is null or d.due_at >= @due_from)
      and (@due_to::timestamptz is null or d.due_at < @due_to)
      and (@waybill::text is null or d.waybill = @waybill)
), priced as (
    select b.*, coalesce(t.fine, 0) as fine,
           case @grouping
               when 'station' then b.station
               when 'rule' then b.rule
               when 'account' then b.account
               when 'lane' then b.lane
               else tracking.period_key(@grouping, b.due_day)
           end as key
    from breaches b
    left join unnest(@penalty_rules::text[], @penalty_from_days::date[], @penalty_to_days::date[], @penalty_fines::numeric[])
              as t (rule, from_day, to_day, fine)
           on t.rule = b.rule and b.due_day >= t.from_day and (t.to_day is null or b.due_day < t.to_day)
)
select grouping(key) = 1 as is_total, key, count(*) filter (where not withdrawn), count(distinct waybill) filter (where not withdrawn),
       count(*) filter (where withdrawn), coalesce(sum(fine) filter (where not withdrawn), 0)
from priced
group by grouping sets ((), (key))
order by is_total desc, key
