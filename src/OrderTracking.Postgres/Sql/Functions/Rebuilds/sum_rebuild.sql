-- Sums up the filled staging table into its roll-up; from here on changes of the one are added to the other.
create or replace function tracking.sum_rebuild(p_name text, p_rollup text, p_mark text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    v_table text := p_name || '_rebuild_' || p_mark;
    v_rollup text := p_rollup || '_rebuild_' || p_mark;
begin
    perform tracking.assert_view_table(p_name, p_mark);
    perform tracking.assert_view_table(p_rollup, p_mark);
    perform tracking.fill_rollup(p_name, v_table, v_rollup);
    perform tracking.make_rollup_function(p_name, v_rollup);
    perform tracking.attach_rollup(v_table, v_rollup);
end
$$;

revoke execute on function tracking.sum_rebuild(text, text, text) from public;
