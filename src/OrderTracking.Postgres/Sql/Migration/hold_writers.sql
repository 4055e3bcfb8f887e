-- Waits for the append and the page of views that are under way, and holds up the next ones until the triggers of their tables are
-- replaced. Both take these locks before those of the tables, so neither can deadlock with the upgrade.
select pg_advisory_xact_lock(7302025, 1);
select last_seq_id from mt_event_progression where name = 'Views:All' for update;
