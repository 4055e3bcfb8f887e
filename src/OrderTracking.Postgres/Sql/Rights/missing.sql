-- Whether a group role was made after the schema, so that it has no rights yet.
select exists (
    select from pg_namespace n
    join pg_roles r on r.rolname in ('ordertracking_service', 'ordertracking_auditor')
    where n.nspname = 'tracking' and pg_has_role(n.nspowner, 'usage') and not has_table_privilege(r.oid, 'tracking.view_tables', 'select'))
