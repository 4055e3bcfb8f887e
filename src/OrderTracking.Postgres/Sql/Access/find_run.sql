select i.request = $2, i.answer
from tracking.idempotency i
where i.key = $1
