-- A rebuild makes, fills, swaps and drops tables, which the service's own role may not do. These functions do it as the schema's
-- owner, and only for the tables of views: nothing else can be made, changed or dropped by them.

create or replace function tracking.assert_view_table(p_name text, p_mark text) returns void language plpgsql as $$
begin
    if p_mark !~ '^[0-9a-f]{8}$' or not exists (select from tracking.view_tables v where v.name = p_name) then
        raise exception '% is no table of a view, or % no mark of a rebuild', p_name, p_mark using errcode = '42501';
    end if;
end
$$;
