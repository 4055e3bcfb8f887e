-- Gives a table that was filled without indexes one of those of the table that it is like. Fails where there is no such index any more,
-- because the table was swapped meanwhile. It is given a name, because two indexes on the same columns that are made at the same time would
-- be given the same one.
create or replace function tracking.index_staging_table(p_table text, p_staging text, p_index text) returns void
language plpgsql
set maintenance_work_mem = '256MB'
as $$
declare
    v_index record;
begin
    select x.indexrelid, x.indisprimary as is_key, pg_get_constraintdef(c.oid) as key, pg_get_indexdef(x.indexrelid) as definition
    into strict v_index
    from pg_index x
    join pg_class i on i.oid = x.indexrelid
    left join pg_constraint c on c.conindid = x.indexrelid and c.contype = 'p'
    where x.indrelid = format('tracking.%I', p_table)::regclass and i.relname = p_index;
    if v_index.is_key then
        execute format('alter table tracking.%I add %s', p_staging, v_index.key);
    else
        execute regexp_replace(
            v_index.definition, '^CREATE (UNIQUE )?INDEX \S+ ON \S+ USING',
            format('CREATE \1INDEX %I ON tracking.%I USING', p_staging || '_' || v_index.indexrelid, p_staging));
    end if;
end
$$;
