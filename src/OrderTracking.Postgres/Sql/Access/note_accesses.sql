-- The ids are returned in the order of the entries: an identity follows the order of what is inserted.
insert into tracking.access_log (at, subject, roles, route, waybills, query)
select n.at, a.subject, a.roles, a.route, a.waybills, a.query
from (select tracking.now() as at) n,
     rows from (jsonb_to_recordset($1) as (subject text, roles text[], route text, waybills text[], query text))
         with ordinality as a (subject, roles, route, waybills, query, place)
order by a.place
returning id
