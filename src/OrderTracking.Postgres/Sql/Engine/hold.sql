-- Nobody of the other engine holds the database when its lock can be had alone, for a moment; then this node shares its own engine's.
select case when pg_try_advisory_xact_lock(7302026, $2) then pg_advisory_lock_shared(7302026, $1)::text end is not null
