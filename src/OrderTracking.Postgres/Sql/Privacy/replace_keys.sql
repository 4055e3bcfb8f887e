-- Only where they are still wrapped as they were read.
update person_keys.keys k
set kek = n.kek, generations = string_to_array(n.generations, ' ')::smallint[], wrapped = n.wrapped
from unnest(@streams::text[], @was::bytea[], @keks::int[], @generations::text[], @wrapped::bytea[])
     as n (stream, was, kek, generations, wrapped)
where k.stream = n.stream and k.wrapped = n.was
returning k.stream
