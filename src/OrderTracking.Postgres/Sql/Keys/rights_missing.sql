-- Whether the service's role was made after the schema, so that it has no rights yet.
select exists (
    select from pg_namespace n
    join pg_roles r on r.rolname = 'ordertracking_service'
    where n.nspname = 'person_keys' and pg_has_role(n.nspowner, 'usage') and not has_table_privilege(r.oid, 'person_keys.keys', 'select'))
