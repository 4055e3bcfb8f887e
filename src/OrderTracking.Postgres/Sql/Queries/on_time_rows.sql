-- Counts for the definitions on-time-*, from the rows, for requests that combine dimensions.
select case @grouping when 'account' then o.account when 'lane' then o.lane when 'station' then o.destination
           else tracking.period_key(@grouping, o.promised_day) end as key,
       case when o.promised_at is null then 'undated' when o.promised_at < @now then 'over' else 'coming' end as phase,
       count(*), count(*) filter (where v.outcome = 'cancelled'), count(*) filter (where v.outcome = 'returned'),
       count(*) filter (where v.outcome = 'kept'),
       count(*) filter (where v.outcome = 'late'), count(*) filter (where v.outcome = 'late' and o.excused),
       count(*) filter (where v.outcome = 'open'), count(*) filter (where v.outcome = 'open' and o.excused)
from tracking.on_time o
cross join lateral (
    select tracking.on_time_outcome(
        o.cancelled, o.promised_at, case @clock when 'signed' then o.signed_at else o.arrived_at end, o.returned) as outcome) v
where (@account::text is null or o.account = @account)
  and {in scope o}
  and (@lane::text is null or o.lane = @lane)
  and (@station::text is null or o.destination = @station)
  and (@branch_stations::text[] is null or o.destination = any (@branch_stations))
  and (@from::timestamptz is null or o.promised_at >= @from)
  and (@to::timestamptz is null or o.promised_at < @to)
group by 1, 2
