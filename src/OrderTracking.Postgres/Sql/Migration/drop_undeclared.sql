-- Drops the functions and triggers that no file of Sql/Functions declares any more, also those with former parameters. Each file replaces
-- what it declares in this transaction, so what is left has a row of another transaction in the catalogue. Trigger functions of rebuilds
-- under way are dropped by those.
do $$
declare
    v_object record;
begin
    for v_object in
        select t.tgname as name, n.nspname as schema, c.relname as relation
        from pg_trigger t
        join pg_class c on c.oid = t.tgrelid
        join pg_namespace n on n.oid = c.relnamespace
        join pg_proc p on p.oid = t.tgfoid
        where not t.tgisinternal and p.pronamespace = 'tracking'::regnamespace and t.xmin <> pg_current_xact_id()::xid
          and c.relname !~ '_rebuild_[0-9a-f]{8}$'
    loop
        execute format('drop trigger %I on %I.%I', v_object.name, v_object.schema, v_object.relation);
    end loop;
    for v_object in
        select p.oid::regprocedure as name
        from pg_proc p
        where p.pronamespace = 'tracking'::regnamespace and p.xmin <> pg_current_xact_id()::xid
          and p.proname !~ '_rebuild_[0-9a-f]{8}$'
    loop
        execute format('drop function %s', v_object.name);
    end loop;
end
$$
