-- The revision tells the deliverer.
with told as (
    update tracking.webhooks w
    set revision = w.revision + 1
    where w.id = @id and w.status <> 'removed'
    returning w.id
), chosen as (
    select d.position
    from tracking.webhook_deliveries d
    where d.webhook = @id and d.status in ('failed', 'withheld') and d.position between @from and @to
    order by d.position
    limit @limit
)
update tracking.webhook_deliveries d
set status = 'waiting', tries = 0, first_at = null, next_at = @at
from told t, chosen c
where d.webhook = t.id and d.position = c.position
returning d.position
