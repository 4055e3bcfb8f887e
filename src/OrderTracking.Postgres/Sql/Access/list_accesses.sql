select a.id, a.at, a.subject, a.roles, a.route, a.waybills, a.query
from tracking.access_log a
where ($1::text is null or a.subject = $1)
  and ($2::text is null or a.waybills @> array[$2])
  and ($3::timestamptz is null or a.at >= $3)
  and ($4::timestamptz is null or a.at < $4)
  and ($5::timestamptz is null or (a.at, a.id) < ($5, $6))
order by a.at desc, a.id desc
limit $7
