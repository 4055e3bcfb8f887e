-- Counts for the definitions on-time-*, from the roll-up for whole days that are over or to come. The day that contains now is counted
-- from its rows, since some of its promises are past and others are not.
with counts as (
    select case when @grouping in ('account', 'lane', 'station') then r.key else tracking.period_key(@grouping, r.day) end as key,
           span.phase, r.waybills, r.cancelled,
           case @clock when 'signed' then r.signed_returned else r.arrived_returned end as returned,
           case @clock when 'signed' then r.signed_kept else r.arrived_kept end as kept,
           case @clock when 'signed' then r.signed_late else r.arrived_late end as late,
           case @clock when 'signed' then r.signed_late_excused else r.arrived_late_excused end as late_excused,
           case @clock when 'signed' then r.signed_open else r.arrived_open end as open,
           case @clock when 'signed' then r.signed_open_excused else r.arrived_open_excused end as open_excused
    from unnest(@span_grains::text[], @span_firsts::date[], @span_pasts::date[], @span_phases::text[]) as span (grain, first, past, phase)
    -- A lateral join, so that each span is read by the index, whatever the planner's estimates are.
    cross join lateral (
        select * from tracking.on_time_rollup x
        where x.scope = @scope and (@keys::text[] is null or x.key = any (@keys)) and x.grain = span.grain
          and x.day >= span.first and x.day < span.past
        offset 0) r
    union all
    select case @grouping when 'account' then o.account when 'lane' then o.lane when 'station' then o.destination
               else tracking.period_key(@grouping, o.promised_day) end,
           case when o.promised_at < @now then 'over' else 'coming' end, 1, (v.outcome = 'cancelled')::int, (v.outcome = 'returned')::int,
           (v.outcome = 'kept')::int,
           (v.outcome = 'late')::int, (v.outcome = 'late' and o.excused)::int,
           (v.outcome = 'open')::int, (v.outcome = 'open' and o.excused)::int
    from tracking.on_time o
    cross join lateral (
        select tracking.on_time_outcome(
            o.cancelled, o.promised_at, case @clock when 'signed' then o.signed_at else o.arrived_at end, o.returned) as outcome) v
    where o.promised_at >= @today_from::timestamptz and o.promised_at < @today_to::timestamptz
      and (@account::text is null or o.account = @account)
      and {in scope o}
      and (@lane::text is null or o.lane = @lane)
      and (@station::text is null or o.destination = @station)
      and (@branch_stations::text[] is null or o.destination = any (@branch_stations))
)
-- Cast to int: PostgreSQL sums bigint as numeric, which is slow.
select key, phase, sum(waybills::int), sum(cancelled::int), sum(returned::int), sum(kept::int), sum(late::int),
       sum(late_excused::int), sum(open::int), sum(open_excused::int)
from counts
group by key, phase
having sum(waybills::int) <> 0
