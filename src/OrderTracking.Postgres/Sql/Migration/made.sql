select coalesce(max(number), 0) from tracking.schema_changes
