select id, asked_by, asked_at, request, status, progress, result, ended_at, fault
from tracking.replays
where (@asked_by::text is null or asked_by = @asked_by)
  and (@after_asked_at::timestamptz is null or (asked_at, id) < (@after_asked_at, @after_id))
order by asked_at desc, id desc
limit @limit
