-- Counts of a rule's deadlines by due day, from the rows, for requests that combine dimensions.
select case $6 when 'account' then d.account when 'lane' then d.lane when 'station' then d.station
           else tracking.period_key($6, d.due_day) end as key,
       case when d.due_at < $8 then 'over' else 'coming' end as phase,
       count(*) filter (where v.outcome = 'kept'), count(*) filter (where v.outcome = 'late'),
       count(*) filter (where v.outcome = 'open'), count(*) filter (where v.outcome = 'recordedTooLate')
from tracking.deadlines d
cross join lateral (select tracking.deadline_outcome(d.rule, d.known_in_time, d.withdrawn, d.kept_at, d.due_at) as outcome) v
where d.rule = $7 and d.rule in ('reportBack', 'sorting')
  and v.outcome is not null
  and ($1::text is null or d.account = $1)
  and {in scope d}
  and ($2::text is null or d.lane = $2)
  and ($3::text is null or d.station = $3)
  and ($4::date is null or d.due_day >= $4)
  and ($5::date is null or d.due_day < $5)
group by 1, 2
