select w.id, w.owner, w.url, w.account, w.station, w.role, w.types, w.signature, w.status, w.reason, w.position, w.created_at,
       w.previous_until, w.delivered_at, w.revision
from tracking.webhooks w
where w.status <> 'removed' and (@owner::text is null or w.owner = @owner)
  and (@after_created_at::timestamptz is null or (w.created_at, w.id) < (@after_created_at, @after_id))
order by w.created_at desc, w.id desc
limit @limit
