select count(*) filter (where w.status = 'active')::int, count(*) filter (where w.status = 'paused')::int,
       count(*) filter (where w.status = 'disabled')::int, min(w.position) filter (where w.status = 'active'),
       (select count(*)
        from tracking.webhooks a
        join tracking.webhook_deliveries d on d.webhook = a.id and d.status = 'waiting'
        where a.status = 'active')
from tracking.webhooks w
