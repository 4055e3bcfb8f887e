-- The conditions on days follow from those on times, but only days are in the index by account.
select d.row
from tracking.deadlines d
where (@verdict::text is null or tracking.deadline_verdict(d.withdrawn, d.kept_at, d.due_at, @now) = @verdict)
  and (@due_from_day::date is null or d.due_day >= @due_from_day)
  and (@due_to_day::date is null or d.due_day < @due_to_day)
  and (@rule::text is null or d.rule = @rule)
  and (@accounts::text[] is null or d.account = any (@accounts))
  and {in scope d}
  and (@lane::text is null or d.lane = @lane)
  and (@station::text is null or d.station = @station)
  and (@due_from::timestamptz is null or d.due_at >= @due_from)
  and (@due_to::timestamptz is null or d.due_at < @due_to)
  and (@waybill::text is null or d.waybill = @waybill)
  and (@after_due_at::timestamptz is null or (d.due_at, d.waybill, d.deadline) > (@after_due_at, @after_waybill, @after_deadline))
order by d.due_at, d.waybill, d.deadline
limit @limit
