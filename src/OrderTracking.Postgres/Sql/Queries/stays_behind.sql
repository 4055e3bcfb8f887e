-- The stays behind the dwell times.
select d.row
from tracking.deadlines d
where d.rule = $6 and d.rule in ('dwellOrigin', 'dwellTransit', 'dwellTransfer', 'dwellDestination')
  and d.kept_day is not null and d.started_at is not null
  and ($1::text is null or d.account = $1)
  and {in scope d}
  and ($2::text is null or d.lane = $2)
  and ($3::text is null or d.station = $3)
  and ($4::date is null or d.kept_day >= $4)
  and ($5::date is null or d.kept_day < $5)
  and ($7::date is null or (d.kept_day, d.waybill, d.deadline) > ($7, $8, $9))
order by d.kept_day, d.waybill, d.deadline
limit $10
