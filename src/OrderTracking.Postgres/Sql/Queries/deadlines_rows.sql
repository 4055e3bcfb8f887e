-- Counts of a rule's deadlines by due day, from the rows, for requests that combine dimensions.
select case @grouping when 'account' then d.account when 'lane' then d.lane when 'station' then d.station
           else tracking.period_key(@grouping, d.due_day) end as key,
       case when d.due_at < @now then 'over' else 'coming' end as phase,
       count(*) filter (where v.outcome = 'kept'), count(*) filter (where v.outcome = 'late'),
       count(*) filter (where v.outcome = 'open'), count(*) filter (where v.outcome = 'recordedTooLate')
from tracking.deadlines d
cross join lateral (select tracking.deadline_outcome(d.rule, d.known_in_time, d.withdrawn, d.kept_at, d.due_at) as outcome) v
where d.rule = @rule and d.rule in ('reportBack', 'sorting')
  and v.outcome is not null
  and (@account::text is null or d.account = @account)
  and {in scope d}
  and (@lane::text is null or d.lane = @lane)
  and (@station::text is null or d.station = @station)
  and (@branch_stations::text[] is null or d.station = any (@branch_stations))
  and (@from_day::date is null or d.due_day >= @from_day)
  and (@to_day::date is null or d.due_day < @to_day)
group by 1, 2
