insert into tracking.repeated_accesses (access_id, looks, last_at)
select a.id, r.looks, a.at + r.after
from unnest($1::bigint[], $2::integer[], $3::interval[]) as r (id, looks, after) join tracking.access_log a on a.id = r.id
