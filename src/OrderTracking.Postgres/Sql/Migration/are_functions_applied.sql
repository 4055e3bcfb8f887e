select exists (select from tracking.schema_functions where hash = $1)
