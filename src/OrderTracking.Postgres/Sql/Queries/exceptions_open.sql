select e.row
from tracking.exceptions e
where e.status = 'open' and (@accounts::text[] is null or e.account = any (@accounts))
  and {in scope e}
order by e.due_at, e.waybill, e.exception_id
limit @limit
