-- A rebuild makes, fills, swaps and drops tables, which the service's own role may not do. These functions do it as the schema's
-- owner, and only for the tables of views: nothing else can be made, changed or dropped by them.

-- The tables and roll-ups of the views; filled by the schema's owner.
create table tracking.view_tables (name text primary key);

create function tracking.assert_view_table(p_name text, p_mark text) returns void language plpgsql as $$
begin
    if p_mark !~ '^[0-9a-f]{8}$' or not exists (select from tracking.view_tables v where v.name = p_name) then
        raise exception '% is no table of a view, or % no mark of a rebuild', p_name, p_mark using errcode = '42501';
    end if;
end
$$;

-- Grants on the second table what is granted on the first.
create function tracking.copy_rights(p_from text, p_to text) returns void language plpgsql as $$
declare
    v_right record;
begin
    for v_right in
        select a.grantee::regrole as grantee, string_agg(a.privilege_type, ', ') as rights
        from pg_class c, aclexplode(c.relacl) a
        where c.oid = format('tracking.%I', p_from)::regclass and a.grantee not in (0, c.relowner)
        group by a.grantee
    loop
        execute format('grant %s on tracking.%I to %s', v_right.rights, p_to, v_right.grantee);
    end loop;
end
$$;

-- Makes an empty staging table for a view's table, or for a roll-up.
create function tracking.make_rebuild(p_name text, p_mark text, p_indexed boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tracking.assert_view_table(p_name, p_mark);
    perform tracking.make_beside(p_name, p_name || '_rebuild_' || p_mark, p_indexed);
    perform tracking.copy_rights(p_name, p_name || '_rebuild_' || p_mark);
end
$$;

create function tracking.index_rebuild(p_name text, p_mark text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tracking.assert_view_table(p_name, p_mark);
    perform tracking.index_beside(p_name, p_name || '_rebuild_' || p_mark);
end
$$;

-- Sums up the filled staging table into its roll-up; from here on changes of the one are added to the other.
create function tracking.sum_rebuild(p_name text, p_rollup text, p_mark text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    v_table text := p_name || '_rebuild_' || p_mark;
    v_rollup text := p_rollup || '_rebuild_' || p_mark;
begin
    perform tracking.assert_view_table(p_name, p_mark);
    perform tracking.assert_view_table(p_rollup, p_mark);
    perform tracking.fill_rollup(p_name, v_table, v_rollup);
    perform tracking.make_rollup_mover(p_name, v_rollup);
    perform tracking.attach_rollup(v_table, v_rollup);
end
$$;

create function tracking.analyze_rebuild(p_name text, p_mark text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tracking.assert_view_table(p_name, p_mark);
    execute format('analyze tracking.%I', p_name || '_rebuild_' || p_mark);
end
$$;

-- Puts the rebuilt table in the place of the live one, with the rights that the live one has by now.
create function tracking.swap_rebuild(p_name text, p_rollup text, p_mark text) returns void
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

-- Drops a staging table; that of a roll-up with its trigger function.
create function tracking.drop_rebuild(p_name text, p_mark text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform tracking.assert_view_table(p_name, p_mark);
    execute format('drop table if exists tracking.%I', p_name || '_rebuild_' || p_mark);
    if p_name like '%\_rollup' then
        execute format('drop function if exists tracking.%I() cascade', 'move_' || p_name || '_rebuild_' || p_mark);
    end if;
end
$$;

revoke execute on function
    tracking.make_rebuild(text, text, boolean), tracking.index_rebuild(text, text), tracking.sum_rebuild(text, text, text),
    tracking.analyze_rebuild(text, text), tracking.swap_rebuild(text, text, text), tracking.drop_rebuild(text, text)
from public;
