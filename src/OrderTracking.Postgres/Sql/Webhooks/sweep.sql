-- Each part takes rows by its own index; a removed webhook goes once it has no deliveries left. What is to be sent again by now stays.
with old as (
    (select d.webhook, d.position, d.status from tracking.webhook_deliveries d
     where d.status = 'delivered' and d.last_at < @delivered_before limit @limit)
    union all
    (select d.webhook, d.position, d.status from tracking.webhook_deliveries d
     where d.status in ('failed', 'withheld') and d.last_at < @failed_before limit @limit)
    union all
    (select d.webhook, d.position, d.status from tracking.webhooks w join tracking.webhook_deliveries d on d.webhook = w.id
     where w.status = 'removed' limit @limit)
    limit @limit
), swept as (
    delete from tracking.webhook_deliveries d
    using old o
    where d.webhook = o.webhook and d.position = o.position and d.status = o.status
    returning 1
)
select count(*)::int from swept
