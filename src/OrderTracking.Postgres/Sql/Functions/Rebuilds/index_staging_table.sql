-- Gives a table that was filled without indexes those of the table that it is like.
create or replace function tracking.index_staging_table(p_table text, p_staging text) returns void
language plpgsql
set maintenance_work_mem = '256MB'
as $$
declare
    v_index record;
begin
    for v_index in
        select i.indisprimary as is_key, pg_get_constraintdef(c.oid) as key, pg_get_indexdef(i.indexrelid) as definition
        from pg_index i
        left join pg_constraint c on c.conindid = i.indexrelid and c.contype = 'p'
        where i.indrelid = format('tracking.%I', p_table)::regclass
        order by i.indexrelid
    loop
        if v_index.is_key then
            execute format('alter table tracking.%I add %s', p_staging, v_index.key);
        else
            execute regexp_replace(
                v_index.definition, '^CREATE (UNIQUE )?INDEX \S+ ON \S+ USING',
                format('CREATE \1INDEX ON tracking.%I USING', p_staging));
        end if;
    end loop;
end
$$;
