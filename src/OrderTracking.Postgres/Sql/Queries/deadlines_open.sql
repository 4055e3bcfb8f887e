select d.row
from tracking.deadlines d
where d.kept_at is null and not d.withdrawn and not d.ended
  and d.rule = any (@rules)
  and (@rule::text is null or d.rule = @rule)
  and {in scope d}
  and (@lane::text is null or d.lane = @lane)
  and (@station::text is null or d.station = @station)
  and (@due_from::timestamptz is null or d.due_at >= @due_from)
  and (@due_to::timestamptz is null or d.due_at < @due_to)
  and (@waybill::text is null or d.waybill = @waybill)
  and (@after_due_at::timestamptz is null or (d.due_at, d.waybill, d.deadline) > (@after_due_at, @after_waybill, @after_deadline))
order by d.due_at, d.waybill, d.deadline
limit @limit
