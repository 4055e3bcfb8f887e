delete from tracking.epcis_subscriptions s
where s.id = @id and s.owner = @owner and s.query = @query
returning s.id
