-- A row for each id, in their order. Null where there is no such stream; and where an event of it was set aside, because a version read
-- before that still includes the event. Scalar subqueries, because a join could be planned as a scan of all streams.
select (
    select s.version
    from mt_streams s
    where s.id = asked.id and not exists (select from tracking.set_aside a where a.stream = s.id))
from unnest($1) with ordinality as asked (id, place)
order by asked.place
