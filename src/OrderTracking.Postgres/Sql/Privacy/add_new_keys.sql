-- With the events of an append, in their transaction. Fails where a stream has keys already: the events are sealed by these.
insert into person_keys.keys (stream, kek, generations, wrapped)
select k.stream, k.kek, string_to_array(k.generations, ' ')::smallint[], k.wrapped
from unnest($1::text[], $2::int[], $3::text[], $4::bytea[]) as k (stream, kek, generations, wrapped)
