-- If the other engine's lock can be had exclusively for a moment, no node of it holds the database; then this node shares its own's.
select case when pg_try_advisory_xact_lock(7302026, $2) then pg_advisory_lock_shared(7302026, $1)::text end is not null
