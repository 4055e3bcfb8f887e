select c.id, c.owner, c.created_at, c.finished_at, c.rollback, c.events, c.errors
from tracking.epcis_captures c
where c.owner = @owner
  and (@after_created_at::timestamptz is null or (c.created_at, c.id) < (@after_created_at, @after_id))
order by c.created_at desc, c.id desc
limit @limit
