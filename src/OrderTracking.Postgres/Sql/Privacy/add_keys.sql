-- Streams that have keys keep them.
insert into person_keys.keys (stream, kek, generations, wrapped)
select k.stream, k.kek, string_to_array(k.generations, ' ')::smallint[], k.wrapped
from unnest(@streams::text[], @keks::int[], @generations::text[], @wrapped::bytea[]) as k (stream, kek, generations, wrapped)
on conflict (stream) do nothing
