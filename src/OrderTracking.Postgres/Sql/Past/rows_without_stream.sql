select distinct r.{stream}
from tracking.{table} r
where not exists (select from mt_streams s where s.id = r.{stream})
order by r.{stream}
limit $1
