-- The lock, if it is free, and in the same statement the end of the session when it is silent for 5 seconds: the leader asks each second.
select case when pg_try_advisory_lock($1, $2) then set_config('idle_session_timeout', '5s', false) is not null else false end
