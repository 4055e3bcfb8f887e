create index on pg_temp.{table} ({key})
