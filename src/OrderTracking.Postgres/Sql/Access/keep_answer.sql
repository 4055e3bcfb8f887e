update tracking.idempotency i
set answer = $3
where i.key = $1 and i.run = $2
