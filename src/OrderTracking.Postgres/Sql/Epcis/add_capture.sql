with old as (
    delete from tracking.epcis_captures c
    where c.id in (select o.id from tracking.epcis_captures o where o.created_at < @kept_from order by o.created_at limit 100)
)
insert into tracking.epcis_captures (id, owner, created_at, finished_at, rollback, events, errors)
values (@id, @owner, @created_at, null, @rollback, @events, '[]')
