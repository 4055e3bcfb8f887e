-- Each request that claims a key deletes a few expired ones, and skips those that another transaction has locked.
delete from tracking.idempotency i
where i.key in (
    select o.key
    from tracking.idempotency o
    where o.begun_at < tracking.now() - interval '24 hours'
    order by o.begun_at
    limit 100
    for update skip locked
)
