-- The first of each account, and of these the first: as many rows by the index of accounts as there are accounts and rows wanted. With
-- "account = any" the planner takes the index of all open deadlines, of which a manager's accounts have few.
select d.row
from (select distinct a.account from unnest(@accounts::text[]) as a (account)) as a
cross join lateral (
    select d.row, d.due_at, d.waybill, d.deadline
    from tracking.deadlines d
    where d.account = a.account and d.kept_at is null and not d.withdrawn and not d.ended
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
    limit @limit) as d
order by d.due_at, d.waybill, d.deadline
limit @limit
