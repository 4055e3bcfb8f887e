select to_regclass('tracking.schema_changes') is not null
