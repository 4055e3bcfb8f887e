-- The limits are of those that are there; requests at the same moment may exceed them by as many.
insert into tracking.epcis_subscriptions (
    id, owner, query, claims, seen_at, url, kek, secret, signed, schedule, report_if_empty, initial_record_time, created_at, position,
    next_at, tries)
select @id, q.owner, q.name, @claims, @created_at, @url, @kek, @secret, @signed, @schedule, @report_if_empty, @initial_record_time,
       @created_at, @position, @next_at, 0
from tracking.epcis_queries q
where q.owner = @owner and q.name = @query
  and (select count(*) from tracking.epcis_subscriptions o where o.owner = @owner) < @most_of_owner
  and (select count(*) from tracking.epcis_subscriptions o) < @most_of_all
returning id
