-- Counts for the definitions on-time-*, from the rows, for requests that combine dimensions.
select case $6 when 'account' then o.account when 'lane' then o.lane when 'station' then o.destination
           else tracking.period_key($6, o.promised_day) end as key,
       case when o.promised_at is null then 'undated' when o.promised_at < $8 then 'over' else 'coming' end as phase,
       count(*), count(*) filter (where v.outcome = 'cancelled'),
       count(*) filter (where v.outcome = 'kept'),
       count(*) filter (where v.outcome = 'late'), count(*) filter (where v.outcome = 'late' and o.excused),
       count(*) filter (where v.outcome = 'open'), count(*) filter (where v.outcome = 'open' and o.excused)
from tracking.on_time o
cross join lateral (
    select tracking.on_time_outcome(
        o.cancelled, o.promised_at, case $7 when 'signed' then o.signed_at else o.arrived_at end) as outcome) v
where ($1::text is null or o.account = $1)
  and {in scope o}
  and ($2::text is null or o.lane = $2)
  and ($3::text is null or o.destination = $3)
  and ($4::timestamptz is null or o.promised_at >= $4)
  and ($5::timestamptz is null or o.promised_at < $5)
group by 1, 2
