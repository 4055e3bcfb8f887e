-- The deadlines behind the counts of a rule, by the same conditions as deadlines_rows.
select d.row
from tracking.deadlines d
cross join lateral (select tracking.deadline_outcome(d.rule, d.known_in_time, d.withdrawn, d.kept_at, d.due_at) as outcome) v
where d.rule = $6 and d.rule in ('reportBack', 'sorting')
  and v.outcome is not null
  and ($7::text is null or case $7
           when 'numerator' then v.outcome = 'kept'
           else v.outcome = 'late' or (v.outcome = 'open' and d.due_at < $8)
       end)
  and ($1::text is null or d.account = $1)
  and {in scope d}
  and ($2::text is null or d.lane = $2)
  and ($3::text is null or d.station = $3)
  and ($4::date is null or d.due_day >= $4)
  and ($5::date is null or d.due_day < $5)
  and ($9::date is null or (d.due_day, d.waybill, d.deadline) > ($9, $10, $11))
order by d.due_day, d.waybill, d.deadline
limit $12
