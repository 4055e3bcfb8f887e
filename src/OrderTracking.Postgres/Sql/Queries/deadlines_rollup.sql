-- Counts of a rule's deadlines by due day, from the roll-up. For the day that contains now the roll-up cannot tell what is over from
-- what is to come: its open deadlines are counted from the rows.
with counts as (
    select case when @grouping in ('account', 'lane', 'station') then r.key else tracking.period_key(@grouping, r.day) end as key,
           span.phase, r.kept, r.late,
           r.open, r.recorded_too_late
    from unnest(@span_grains::text[], @span_firsts::date[], @span_pasts::date[], @span_phases::text[]) as span (grain, first, past, phase)
    -- A lateral join, so that each span is read by the index, whatever the planner's estimates are.
    cross join lateral (
        select * from tracking.deadlines_rollup x
        where x.rule = @rule and x.scope = @scope and (@keys::text[] is null or x.key = any (@keys)) and x.grain = span.grain
          and x.day >= span.first and x.day < span.past
        offset 0) r
    union all
    select case @grouping when 'account' then d.account when 'lane' then d.lane when 'station' then d.station
               else tracking.period_key(@grouping, d.due_day) end,
           move.phase, 0, 0, move.open, 0
    from tracking.deadlines d
    cross join (values ('over', 1), ('coming', -1)) as move (phase, open)
    where d.rule = @rule and d.kept_at is null and not d.withdrawn
      and tracking.deadline_outcome(d.rule, d.known_in_time, d.withdrawn, d.kept_at, d.due_at) = 'open'
      and d.due_at >= @today_from::timestamptz and d.due_at < @today_to::timestamptz and d.due_at < @now
      and (@account::text is null or d.account = @account)
      and {in scope d}
      and (@lane::text is null or d.lane = @lane)
      and (@station::text is null or d.station = @station)
      and (@branch_stations::text[] is null or d.station = any (@branch_stations))
)
select key, phase, sum(kept)::bigint, sum(late)::bigint, sum(open)::bigint, sum(recorded_too_late)::bigint
from counts
group by key, phase
having sum(kept + late + open + recorded_too_late) <> 0
