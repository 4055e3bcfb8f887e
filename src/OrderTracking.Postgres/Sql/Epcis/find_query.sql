select q.owner, q.name, q.query::text, q.created_at
from tracking.epcis_queries q
where q.owner = @owner and q.name = @name
