-- The session by which Wolverine's leader holds its lock asks something each second (AdvisoryLock.HasLock).
select pg_terminate_backend(pid)
from pg_stat_activity
where datname = current_database() and usename = current_user and application_name like 'wolverine-advisory-lock:%'
  and state = 'idle' and state_change < clock_timestamp() - interval '5 seconds'
