-- Persons are left out: each sealing of the same person is another text. Their hashes are columns, and are compared.
select distinct {stream}
from (select * from tracking.{table} where {stream} = any ($1)) live
full join pg_temp.{table} replayed using ({key})
where to_jsonb(live) #- '{row,shipper}' #- '{row,consignee}' is distinct from to_jsonb(replayed) #- '{row,shipper}' #- '{row,consignee}'
