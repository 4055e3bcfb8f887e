-- After they were given up: what became of each stays.
update tracking.quarantine set line = '', head = null, line_hash = '', erased_at = clock_timestamp() where line_hash = any (@hashes)
