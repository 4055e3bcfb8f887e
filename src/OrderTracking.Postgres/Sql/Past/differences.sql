select distinct waybill
from (select * from tracking.{table} where waybill = any ($1)) live
full join pg_temp.{table} replayed using ({key})
where row(live.*) is distinct from row(replayed.*)
