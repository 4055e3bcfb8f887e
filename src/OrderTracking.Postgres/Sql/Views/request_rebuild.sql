update tracking.views
set rebuild_requested_at = clock_timestamp()
where $1::text is null or name = $1
