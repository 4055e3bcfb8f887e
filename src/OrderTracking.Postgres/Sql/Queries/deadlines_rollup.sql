-- Counts of a rule's deadlines by due day, from the roll-up. For the day that contains now the roll-up cannot tell what is over from
-- what is to come: its open deadlines are counted from the rows.
with counts as (
    select case when $7 in ('account', 'lane', 'station') then r.key else tracking.period_key($7, r.day) end as key,
           span.phase, r.kept, r.late,
           r.open, r.recorded_too_late
    from unnest($3::text[], $4::date[], $5::date[], $6::text[]) as span (grain, first, past, phase)
    -- A lateral join, so that each span is read by the index, whatever the planner's estimates are.
    cross join lateral (
        select * from tracking.deadlines_rollup x
        where x.rule = $8 and x.scope = $1 and ($2::text[] is null or x.key = any ($2)) and x.grain = span.grain
          and x.day >= span.first and x.day < span.past
        offset 0) r
    union all
    select case $7 when 'account' then d.account when 'lane' then d.lane when 'station' then d.station
               else tracking.period_key($7, d.due_day) end,
           move.phase, 0, 0, move.open, 0
    from tracking.deadlines d
    cross join (values ('over', 1), ('coming', -1)) as move (phase, open)
    where d.rule = $8 and d.kept_at is null and not d.withdrawn
      and tracking.deadline_outcome(d.rule, d.known_in_time, d.withdrawn, d.kept_at, d.due_at) = 'open'
      and d.due_at >= $10::timestamptz and d.due_at < $11::timestamptz and d.due_at < $9
      and ($12::text is null or d.account = $12)
      and {in scope d}
      and ($13::text is null or d.lane = $13)
      and ($14::text is null or d.station = $14)
)
select key, phase, sum(kept)::bigint, sum(late)::bigint, sum(open)::bigint, sum(recorded_too_late)::bigint
from counts
group by key, phase
having sum(kept + late + open + recorded_too_late) <> 0
