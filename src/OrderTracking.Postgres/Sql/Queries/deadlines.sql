-- The conditions on days follow from those on times, but only days are in the index by account.
select d.row
from tracking.deadlines d
where ($11::text is null or tracking.deadline_verdict(d.withdrawn, d.kept_at, d.due_at, $12) = $11)
  and ($14::date is null or d.due_day >= $14)
  and ($15::date is null or d.due_day < $15)
  and ($1::text is null or d.rule = $1)
  and ($2::text[] is null or d.account = any ($2))
  and {in scope d}
  and ($3::text is null or d.lane = $3)
  and ($4::text is null or d.station = $4)
  and ($5::timestamptz is null or d.due_at >= $5)
  and ($6::timestamptz is null or d.due_at < $6)
  and ($7::text is null or d.waybill = $7)
  and ($8::timestamptz is null or (d.due_at, d.waybill, d.deadline) > ($8, $9, $10))
order by d.due_at, d.waybill, d.deadline
limit $13
