-- Writes a record to the write-ahead log, so that the commit waits for the disk and for a synchronous standby, and so for all that was
-- committed before. A statement that writes nothing would not wait.
select pg_logical_emit_message(true, 'ordertracking', '')
