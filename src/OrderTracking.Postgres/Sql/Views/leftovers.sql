select t.tablename
from pg_tables t
join unnest($1::text[]) as live (name) on t.tablename like live.name || '\_rebuild\_%'
where t.schemaname = 'tracking'
