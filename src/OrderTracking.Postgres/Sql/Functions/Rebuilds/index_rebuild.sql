create or replace function tracking.index_rebuild(p_name text, p_mark text, p_index text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tracking.assert_view_table(p_name, p_mark);
    perform tracking.index_staging_table(p_name, p_name || '_rebuild_' || p_mark, p_index);
end
$$;

revoke execute on function tracking.index_rebuild(text, text, text) from public;
