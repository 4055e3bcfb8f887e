select live.name, right(t.tablename, 8)
from pg_tables t
join unnest($1::text[]) as live (name) on t.tablename ~ ('^' || live.name || '_rebuild_[0-9a-f]{8}$')
where t.schemaname = 'tracking'
