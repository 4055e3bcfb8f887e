select coalesce(max(position), 0) from tracking.imports
