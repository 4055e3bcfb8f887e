-- A view that is new on a database whose other views have begun is to be rebuilt up to their position.
insert into tracking.views (name, version, zone, rebuild_requested_at)
select known.name, known.version, @zone,
       case when exists (select from mt_event_progression p where p.name = 'Views:All') then clock_timestamp() end
from unnest(@names::text[], @versions::int[]) as known (name, version)
on conflict (name) do nothing
