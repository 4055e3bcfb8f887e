-- Of a line that was settled long ago only what became of it stays. A part at a time, so that no transaction is long.
update tracking.quarantine q set line = '', head = null, line_hash = '', erased_at = clock_timestamp()
where q.id = any (array(
    select s.id from tracking.quarantine s where s.settled_at < @settled_before and s.erased_at is null order by s.settled_at limit @limit))
