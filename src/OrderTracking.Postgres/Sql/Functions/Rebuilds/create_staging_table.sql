-- An empty table like another, including its fillfactor, which "like" leaves out; with its indexes where they are needed from the start.
create or replace function tracking.create_staging_table(p_table text, p_staging text, p_indexed boolean) returns void
language plpgsql
as $$
declare
    v_options text := (select array_to_string(reloptions, ', ') from pg_class where oid = format('tracking.%I', p_table)::regclass);
    v_column name;
begin
    execute format(
        'create table tracking.%I (like tracking.%I including all %s)', p_staging, p_table,
        case when p_indexed then '' else 'excluding indexes' end);
    if v_options <> '' then execute format('alter table tracking.%I set (%s)', p_staging, v_options); end if;
    -- Nothing is searched by a row's JSON, and to sort a sample of it takes longer than to analyze all other columns.
    for v_column in
        select attname from pg_attribute where attrelid = format('tracking.%I', p_staging)::regclass and atttypid = 'jsonb'::regtype
    loop
        execute format('alter table tracking.%I alter column %I set statistics 0', p_staging, v_column);
    end loop;
end
$$;
