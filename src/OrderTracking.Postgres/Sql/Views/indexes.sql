-- The indexes of these tables, in the order in which they are built: keys first, because building one locks its table, and large ones
-- before small ones, so that the last to be built are short.
select t.relname::text, i.relname::text
from pg_index x
join pg_class t on t.oid = x.indrelid
join pg_class i on i.oid = x.indexrelid
where t.relnamespace = 'tracking'::regnamespace and t.relname = any ($1)
order by x.indisprimary desc, t.reltuples desc, i.oid
