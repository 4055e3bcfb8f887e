-- Puts the rebuilt table in the place of the live one, with the rights that the live one has by now.
create or replace function tracking.swap_rebuild(p_name text, p_rollup text, p_mark text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    v_name text;
begin
    foreach v_name in array array_remove(array[p_name, p_rollup], null) loop
        perform tracking.assert_view_table(v_name, p_mark);
        perform tracking.copy_rights(v_name, v_name || '_rebuild_' || p_mark);
        execute format('drop table tracking.%I', v_name);
        execute format('alter table tracking.%I rename to %I', v_name || '_rebuild_' || p_mark, v_name);
    end loop;
    if p_rollup is not null then
        perform tracking.attach_rollup(p_name, p_rollup);
        execute format('drop function tracking.%I()', 'move_' || p_rollup || '_rebuild_' || p_mark);
    end if;
end
$$;

revoke execute on function tracking.swap_rebuild(text, text, text) from public;
