-- How old at most what a standby shows is, in milliseconds; null on a primary. A standby that receives, and has replayed all that it
-- received, is up to date. Of any other the last commit that it has replayed says how old its state is; of one that has replayed none
-- since it started, the last event.
create or replace function tracking.replica_lag_ms() returns bigint language sql volatile as $$
    select case
        when not pg_is_in_recovery() then null
        when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() and exists (select from pg_stat_wal_receiver) then 0
        else coalesce(greatest(0, extract(epoch from clock_timestamp() - coalesce(
            pg_last_xact_replay_timestamp(),
            (select m.timestamp from public.mt_events m order by m.seq_id desc limit 1))) * 1000), 0)
    end::bigint
$$;
