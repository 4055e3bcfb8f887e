delete from tracking.epcis_queries q
where q.owner = @owner and q.name = @name
returning q.name
