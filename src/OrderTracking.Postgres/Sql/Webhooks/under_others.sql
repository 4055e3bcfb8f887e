select w.id, w.owner, w.url, w.account, w.station, w.role, w.types, w.signature, w.status, w.reason, w.position, w.created_at,
       w.previous_until, w.delivered_at, w.revision,
       w.claims, w.seen_at, w.kek, w.secret, w.previous_kek, w.previous
from tracking.webhooks w
where w.status <> 'removed' and (w.kek <> @kek or w.previous_kek <> @kek)
limit @limit
