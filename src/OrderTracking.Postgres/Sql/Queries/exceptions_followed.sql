-- Exceptions until they are resolved and their waybill is closed: first those that nobody reported back on, then by due time.
select e.row
from tracking.exceptions e
where e.followed and (@accounts::text[] is null or e.account = any (@accounts))
  and {in scope e}
  and (@lane::text is null or e.lane = @lane)
  and (@station::text is null or coalesce(e.responsible_station, e.row ->> 'station') = @station)
order by (e.status <> 'open'), e.due_at, e.waybill, e.exception_id
limit @limit
