-- How long the stays of a stage took that ended in the period, in minutes; the row with a null key is the total. Medians cannot be
-- summed up, so this reads the rows.
with stays as (
    select case @grouping when 'account' then d.account when 'lane' then d.lane when 'station' then d.station
               else tracking.period_key(@grouping, d.kept_day) end as key,
           extract(epoch from d.kept_at - d.started_at) / 60 as minutes
    from tracking.deadlines d
    where d.rule = @rule and d.rule in ('dwellOrigin', 'dwellTransit', 'dwellTransfer', 'dwellDestination')
      and d.kept_day is not null and d.started_at is not null
      and (@account::text is null or d.account = @account)
      and {in scope d}
      and (@lane::text is null or d.lane = @lane)
      and (@station::text is null or d.station = @station)
      and (@branch_stations::text[] is null or d.station = any (@branch_stations))
      and (@from_day::date is null or d.kept_day >= @from_day)
      and (@to_day::date is null or d.kept_day < @to_day)
)
select grouping(key) = 1 as is_total, key, count(*), avg(minutes),
       percentile_cont(0.5) within group (order by minutes),
       percentile_cont(0.9) within group (order by minutes)
from stays
group by grouping sets ((), (key))
