insert into transparency.entries (number, first_position, positions, entries) values ($1, $2, $3, $4)
on conflict (number) do update set positions = excluded.positions, entries = excluded.entries
