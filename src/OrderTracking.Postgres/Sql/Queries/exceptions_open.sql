select e.row
from tracking.exceptions e
where e.status = 'open' and ($1::text[] is null or e.account = any ($1))
  and {in scope e}
order by e.due_at, e.waybill, e.exception_id
limit $2
