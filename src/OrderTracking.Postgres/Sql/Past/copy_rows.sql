copy pg_temp.{table} ({columns}) from stdin (format binary)
