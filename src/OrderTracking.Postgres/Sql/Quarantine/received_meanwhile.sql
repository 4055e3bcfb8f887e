-- A waybill is received once its stream has a Received: a stream may exist without one, because another program began it, or because its
-- Received was set aside. Subqueries instead of joins, so that each waybill is looked up by its index, however many lines there are.
select w.number
from unnest(@waybills::text[]) as w (number)
where (
    select e.version from mt_events e
    where e.stream_id = w.number and e.type like 'waybill.received.%' and e.is_archived is not true
    order by e.version limit 1) is not null
