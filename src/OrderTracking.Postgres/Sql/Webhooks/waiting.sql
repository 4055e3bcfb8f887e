select d.position, d.event, d.stream, d.type, d.status, d.tries, d.first_at, d.last_at, d.next_at, d.answer, d.body, d.fault
from tracking.webhook_deliveries d
where d.webhook = @id and d.status = 'waiting'
order by d.position
limit @limit
