insert into transparency.tiles (level, number, hashes)
select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])
on conflict (level, number) do update set hashes = excluded.hashes
