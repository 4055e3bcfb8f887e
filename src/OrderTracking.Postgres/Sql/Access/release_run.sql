delete from tracking.idempotency i
where i.key = $1 and i.run = $2
