-- The session goes back to the pool, where it may be silent for as long as it likes.
select pg_advisory_unlock($1, $2), set_config('idle_session_timeout', '0', false)
