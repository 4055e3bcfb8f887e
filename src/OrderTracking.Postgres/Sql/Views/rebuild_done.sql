-- A request for a rebuild that was made while this one ran is kept: it is still to be done.
update tracking.views v
set version = known.version, zone = @zone, last_rebuild = @summary,
    rebuild_requested_at = case when v.rebuild_requested_at > @begun_at then v.rebuild_requested_at end
from unnest(@names::text[], @versions::int[]) as known (name, version)
where v.name = known.name
