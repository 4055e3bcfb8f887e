update tracking.webhooks w
set previous_kek = w.kek, previous = w.secret, previous_until = @previous_until, kek = @kek, secret = @secret, revision = w.revision + 1
where w.id = @id and w.status <> 'removed'
returning w.id, w.owner, w.url, w.account, w.station, w.role, w.types, w.signature, w.status, w.reason, w.position, w.created_at,
       w.previous_until, w.delivered_at, w.revision
