-- What is sealed is left out: each sealing of the same person or text is another one. The hashes of persons are columns, and are compared.
select distinct {stream}
from (select * from tracking.{table} where {stream} = any ($1)) live
full join pg_temp.{table} replayed using ({key})
where to_jsonb(live) #- '{row,shipper}' #- '{row,consignee}' #- '{row,held,note}' #- '{row,description}' #- '{row,report}'
          #- '{row,measure}' #- '{row,penalty,reason}' #- '{row,text}'
    is distinct from
      to_jsonb(replayed) #- '{row,shipper}' #- '{row,consignee}' #- '{row,held,note}' #- '{row,description}' #- '{row,report}'
          #- '{row,measure}' #- '{row,penalty,reason}' #- '{row,text}'
