insert into tracking.view_tables (name)
select unnest($1::text[])
on conflict (name) do nothing
