-- Each part takes rows by its own index; a removed webhook goes once it has no deliveries left.
with old as (
    (select d.webhook, d.position from tracking.webhook_deliveries d
     where d.status = 'delivered' and d.last_at < @delivered_before limit @limit)
    union
    (select d.webhook, d.position from tracking.webhook_deliveries d
     where d.status in ('failed', 'withheld') and d.last_at < @failed_before limit @limit)
    union
    (select d.webhook, d.position from tracking.webhooks w join tracking.webhook_deliveries d on d.webhook = w.id
     where w.status = 'removed' limit @limit)
    limit @limit
), swept as (
    delete from tracking.webhook_deliveries d
    using old o
    where d.webhook = o.webhook and d.position = o.position
    returning 1
)
select count(*)::int from swept
