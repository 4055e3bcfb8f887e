insert into person_keys.phones (hash, stream, part)
select p.hash, p.stream, p.part
from unnest($1::bigint[], $2::text[], $3::int[]) as p (hash, stream, part)
on conflict do nothing
