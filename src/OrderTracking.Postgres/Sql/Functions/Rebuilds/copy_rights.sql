-- Grants on the second table what is granted on the first.
create or replace function tracking.copy_rights(p_from text, p_to text) returns void language plpgsql as $$
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
