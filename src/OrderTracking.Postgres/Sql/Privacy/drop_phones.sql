delete from person_keys.phones p
using unnest(@hashes::bigint[], @streams::text[], @parts::int[]) as d (hash, stream, part)
where p.hash = d.hash and p.stream = d.stream and p.part = d.part
