-- The revision tells the deliverer.
with told as (
    update tracking.webhooks w
    set revision = w.revision + 1
    where w.id = @id and w.status <> 'removed'
    returning w.id
)
update tracking.webhook_deliveries d
set status = 'waiting', tries = 0, first_at = null, next_at = @at
from told t
where d.webhook = t.id and d.position = @position
returning d.position, d.event, d.stream, d.type, d.status, d.tries, d.first_at, d.last_at, d.next_at, d.answer, d.body, d.fault
