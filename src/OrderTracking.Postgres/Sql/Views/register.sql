-- A view that is new here, where others have moved already, is to be built up to where they are.
insert into tracking.views (name, version, zone, rebuild_requested_at)
select known.name, known.version, $3, case when exists (select from mt_event_progression p where p.name = 'Views:All') then clock_timestamp() end
from unnest($1::text[], $2::int[]) as known (name, version)
on conflict (name) do nothing
