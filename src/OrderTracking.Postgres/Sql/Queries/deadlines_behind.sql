-- The deadlines behind the counts of a rule, by the same conditions as deadlines_rows.
select d.row
from tracking.deadlines d
where d.rule = $6 and d.rule in ('reportBack', 'sorting')
  and (not d.withdrawn or d.kept_at is not null)
  and ($7::text is null or ((d.known_in_time or d.rule <> 'reportBack') and case $7
           when 'numerator' then d.kept_at <= d.due_at
           else d.kept_at > d.due_at or (d.kept_at is null and d.due_at < $8)
       end))
  and ($1::text is null or d.account = $1)
  and {in scope d}
  and ($2::text is null or d.lane = $2)
  and ($3::text is null or d.station = $3)
  and ($4::date is null or d.due_day >= $4)
  and ($5::date is null or d.due_day < $5)
  and ($9::date is null or (d.due_day, d.waybill, d.deadline) > ($9, $10, $11))
order by d.due_day, d.waybill, d.deadline
limit $12
