select c.id, c.owner, c.created_at, c.finished_at, c.rollback, c.events, c.errors
from tracking.epcis_captures c
where c.id = @id and c.owner = @owner
