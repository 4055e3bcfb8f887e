select w.number
from unnest(@waybills::text[]) as w (number)
where (
    select e.version from mt_events e
    where e.stream_id = w.number and e.type like 'waybill.received.%' and e.is_archived is not true
    order by e.version limit 1) is not null
