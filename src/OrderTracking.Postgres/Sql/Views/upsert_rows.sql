-- Writes rows of a view, one array for each column. The names of the columns are those declared in ViewTables.
insert into tracking.{table} ({columns})
select * from unnest({arrays})
on conflict ({key}) do {action}
