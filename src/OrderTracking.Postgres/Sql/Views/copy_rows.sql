copy tracking.{table} ({columns}) from stdin (format binary)
