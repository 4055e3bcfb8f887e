create or replace function tracking.analyze_rebuild(p_name text, p_mark text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tracking.assert_view_table(p_name, p_mark);
    execute format('analyze tracking.%I', p_name || '_rebuild_' || p_mark);
end
$$;

revoke execute on function tracking.analyze_rebuild(text, text) from public;
