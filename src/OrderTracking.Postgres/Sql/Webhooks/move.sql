-- What waits behind the position is met again there.
with moved as (
    update tracking.webhooks w
    set position = @position, revision = w.revision + 1
    where w.id = @id and w.status <> 'removed'
    returning w.*
), dropped as (
    delete from tracking.webhook_deliveries d
    using moved w
    where d.webhook = w.id and d.status = 'waiting' and d.position > @position
)
select w.id, w.owner, w.url, w.account, w.station, w.role, w.types, w.signature, w.status, w.reason, w.position, w.created_at,
       w.previous_until, w.delivered_at, w.revision
from moved w
