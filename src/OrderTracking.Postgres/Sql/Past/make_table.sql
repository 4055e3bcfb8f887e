create temp table {table} (like tracking.{table}) on commit drop
