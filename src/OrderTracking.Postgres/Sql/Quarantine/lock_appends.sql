-- The lock of the appends: a line is held only while its waybill is not received, and the Received that comes after finds it.
select pg_advisory_xact_lock(7302025, 1)
