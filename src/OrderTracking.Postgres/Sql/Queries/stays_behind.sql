-- The stays behind the dwell times.
select d.row
from tracking.deadlines d
where d.rule = @rule and d.rule in ('dwellOrigin', 'dwellTransit', 'dwellTransfer', 'dwellDestination')
  and d.kept_day is not null and d.started_at is not null
  and (@account::text is null or d.account = @account)
  and {in scope d}
  and (@lane::text is null or d.lane = @lane)
  and (@station::text is null or d.station = @station)
  and (@branch_stations::text[] is null or d.station = any (@branch_stations))
  and (@from_day::date is null or d.kept_day >= @from_day)
  and (@to_day::date is null or d.kept_day < @to_day)
  and (@after_day::date is null or (d.kept_day, d.waybill, d.deadline) > (@after_day, @after_waybill, @after_deadline))
order by d.kept_day, d.waybill, d.deadline
limit @limit
