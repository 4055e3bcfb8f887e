-- A few at a time, by whoever comes; those that somebody else is at are left to him.
delete from tracking.idempotency i
where i.key in (
    select o.key
    from tracking.idempotency o
    where o.begun_at < tracking.now() - interval '24 hours'
    order by o.begun_at
    limit 100
    for update skip locked
)
