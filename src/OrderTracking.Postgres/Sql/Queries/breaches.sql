-- Closed breaches (late or withdrawn), and open ones whose time is over: each part by its own index. With each whether it is its waybill's
-- first breach of the rule.
select b.row, not exists (
    select from tracking.deadlines o
    where o.waybill = b.waybill and o.rule = b.rule and not o.withdrawn
      and (o.kept_at > o.due_at or o.kept_at is null and o.due_at < @now)
      and (o.due_at, o.deadline collate "C") < (b.due_at, b.deadline collate "C"))
from (
    (select d.due_at, d.waybill, d.deadline, d.rule, d.row
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
    (select d.due_at, d.waybill, d.deadline, d.rule, d.row
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
