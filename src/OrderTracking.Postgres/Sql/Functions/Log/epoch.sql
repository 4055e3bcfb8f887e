-- The log's epoch. Another one begins where the log has come from elsewhere: on another timeline after a promotion or a recovery to a point
-- in time, in another system or another table after a dump was restored. All of these functions may be called by every role.
create or replace function tracking.epoch() returns uuid
language plpgsql
as $$
declare
    v_origin text;
    v_epoch uuid;
begin
    -- A standby has the epoch of its primary, and cannot begin one.
    if not pg_is_in_recovery() then
        v_origin := format('%s/%s/%s',
            (select s.system_identifier from pg_control_system() s),
            -- The timeline of what is written now; pg_control_checkpoint() has that of the last checkpoint.
            left(pg_walfile_name(pg_current_wal_insert_lsn()), 8),
            'mt_events'::regclass::oid);
        if v_origin is distinct from (select e.origin from tracking.epochs e order by e.number desc limit 1) then
            -- Nobody may append meanwhile: what comes after the position belongs to the new epoch.
            perform pg_advisory_xact_lock(7302025, 1);
            -- Not to be waited for: a primary that was just promoted may have no synchronous standby yet, and if this is lost, it is with
            -- the server, and another epoch begins.
            perform set_config('synchronous_commit', 'local', true);
            insert into tracking.epochs (origin, position)
            select v_origin, coalesce((select m.seq_id from mt_events m order by m.seq_id desc limit 1), 0)
            where v_origin is distinct from (select e.origin from tracking.epochs e order by e.number desc limit 1);
        end if;
    end if;
    select e.epoch into v_epoch from tracking.epochs e order by e.number desc limit 1;
    return v_epoch;
end
$$;
