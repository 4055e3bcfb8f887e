-- The limits are of those that are not removed; requests at the same moment may exceed them by as many.
insert into tracking.webhooks as w (
    id, owner, claims, seen_at, url, account, station, role, types, signature, kek, secret, status, position, created_at)
select @id, @owner, @claims, @created_at, @url, @account, @station, @role, @types, @signature, @kek, @secret, 'active', @position,
       @created_at
where (select count(*) from tracking.webhooks o where o.owner = @owner and o.status <> 'removed') < @most_of_owner
  and (select count(*) from tracking.webhooks o where o.status <> 'removed') < @most_of_all
returning w.id, w.owner, w.url, w.account, w.station, w.role, w.types, w.signature, w.status, w.reason, w.position, w.created_at,
       w.previous_until, w.delivered_at, w.revision
