insert into tracking.access_log (at, subject, roles, route, waybills, query)
select n.at, a.subject, a.roles, a.route, a.waybills, a.query
from (select tracking.now() as at) n,
     jsonb_to_recordset($1) as a (subject text, roles text[], route text, waybills text[], query text)
