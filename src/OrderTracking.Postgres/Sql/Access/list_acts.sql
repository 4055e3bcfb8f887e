select a.id, a.at, a.subject, a.act, a.target, a.detail
from tracking.administrative_acts a
where (@subject::text is null or a.subject = @subject)
  and (@act::text is null or a.act = @act)
  and (@from::timestamptz is null or a.at >= @from)
  and (@to::timestamptz is null or a.at < @to)
  and (@after::bigint is null or a.id < @after)
order by a.id desc
limit @limit
