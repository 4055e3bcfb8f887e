-- The limit is of those that are there; requests at the same moment may exceed it by as many.
insert into tracking.epcis_queries (owner, name, query, created_at)
select @owner, @name, @query, @created_at
where (select count(*) from tracking.epcis_queries o where o.owner = @owner) < @most
on conflict (owner, name) do nothing
returning name
