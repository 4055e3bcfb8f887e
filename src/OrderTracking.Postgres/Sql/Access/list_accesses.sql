select a.id, a.at, a.subject, a.roles, a.route, a.waybills, a.query, 1 + coalesce(r.looks, 0), coalesce(r.last_at, a.at)
from tracking.access_log a
left join lateral (
    select sum(r.looks) as looks, max(r.last_at) as last_at from tracking.repeated_accesses r where r.access_id = a.id) r on true
where (@subject::text is null or a.subject = @subject)
  and (@waybill::text is null or a.waybills @> array[@waybill])
  and (@from::timestamptz is null or a.at >= @from)
  and (@to::timestamptz is null or a.at < @to)
  and (@after_at::timestamptz is null or (a.at, a.id) < (@after_at, @after_id))
order by a.at desc, a.id desc
limit @limit
