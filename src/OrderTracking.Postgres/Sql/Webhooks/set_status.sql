-- What waits is tried anew by one that becomes active again.
with changed as (
    update tracking.webhooks w
    set status = @status, reason = @reason, revision = w.revision + 1
    where w.id = @id and w.status <> 'removed'
    returning w.*
), anew as (
    update tracking.webhook_deliveries d
    set tries = 0, first_at = null, next_at = @at
    from changed w
    where d.webhook = w.id and d.status = 'waiting' and w.status = 'active'
)
select w.id, w.owner, w.url, w.account, w.station, w.role, w.types, w.signature, w.status, w.reason, w.position, w.created_at,
       w.previous_until, w.delivered_at, w.revision
from changed w
