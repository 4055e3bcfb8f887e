select w.id, w.revision
from tracking.webhooks w
where w.status = 'active'
