-- The lock of the appends: while it is held no Received can be recorded, so a Received that comes later finds the held line.
select pg_advisory_xact_lock(7302025, 1)
