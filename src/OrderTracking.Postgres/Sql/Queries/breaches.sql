-- Closed breaches (late or withdrawn), and open ones whose time is over: each part by its own index.
select b.row
from (
    (select d.due_at, d.waybill, d.deadline, d.row
     from tracking.deadlines d
     where (d.kept_at > d.due_at or d.withdrawn)
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
     limit @limit)
    union all
    (select d.due_at, d.waybill, d.deadline, d.row
     from tracking.deadlines d
     where d.kept_at is null and not d.withdrawn and d.due_at < @now
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
     limit @limit)
) b
order by b.due_at, b.waybill, b.deadline
limit @limit
