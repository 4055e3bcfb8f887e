select id from tracking.quarantine where line_hash = any (@hashes) and erased_at is null and settled_at is null
