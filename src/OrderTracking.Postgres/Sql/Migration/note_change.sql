insert into tracking.schema_changes (number, name) values ($1, $2)
