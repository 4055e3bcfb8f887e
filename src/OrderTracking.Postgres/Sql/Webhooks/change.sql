update tracking.webhooks w
set url = @url, account = @account, station = @station, role = @role, types = @types, revision = w.revision + 1
where w.id = @id and w.status <> 'removed'
returning w.id, w.owner, w.url, w.account, w.station, w.role, w.types, w.signature, w.status, w.reason, w.position, w.created_at,
       w.previous_until, w.delivered_at, w.revision
