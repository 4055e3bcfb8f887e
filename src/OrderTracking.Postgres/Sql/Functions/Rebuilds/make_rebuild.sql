-- Makes an empty staging table for a view's table, or for a roll-up.
create or replace function tracking.make_rebuild(p_name text, p_mark text, p_indexed boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tracking.assert_view_table(p_name, p_mark);
    perform tracking.create_staging_table(p_name, p_name || '_rebuild_' || p_mark, p_indexed);
    perform tracking.copy_rights(p_name, p_name || '_rebuild_' || p_mark);
end
$$;

revoke execute on function tracking.make_rebuild(text, text, boolean) from public;
