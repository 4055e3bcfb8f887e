analyze pg_temp.{table}
