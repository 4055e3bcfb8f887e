-- Whether the server takes writes, its clock, and on a standby the age of what it shows, in milliseconds. A standby that receives, and has
-- replayed all that it received, is up to date. Of any other the last commit that it has replayed says how old its state is; of one that
-- has replayed none since it started, the last event.
select current_setting('transaction_read_only')::boolean, tracking.now(),
       case when pg_is_in_recovery() then
           case when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() and exists (select from pg_stat_wal_receiver) then 0
                else greatest(0, extract(epoch from clock_timestamp() - coalesce(pg_last_xact_replay_timestamp(), (
                    select m.timestamp from mt_events m order by m.seq_id desc limit 1))) * 1000)
           end
       end::bigint
