-- Drops a staging table; that of a roll-up with its trigger function. Fails after a second when another node's transaction uses it, which
-- may be frozen: nobody is to wait for that.
create or replace function tracking.drop_rebuild(p_name text, p_mark text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '1s'
as $$
begin
    perform tracking.assert_view_table(p_name, p_mark);
    execute format('drop table if exists tracking.%I', p_name || '_rebuild_' || p_mark);
    if p_name like '%\_rollup' then
        execute format('drop function if exists tracking.%I() cascade', 'move_' || p_name || '_rebuild_' || p_mark);
    end if;
end
$$;

revoke execute on function tracking.drop_rebuild(text, text) from public;
