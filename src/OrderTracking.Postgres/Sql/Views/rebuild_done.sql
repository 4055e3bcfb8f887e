-- A request for a rebuild that was made while this one ran is kept: it is still to be done.
update tracking.views v
set version = known.version, zone = $5, last_rebuild = $3,
    rebuild_requested_at = case when v.rebuild_requested_at > $4 then v.rebuild_requested_at end
from unnest($1::text[], $2::int[]) as known (name, version)
where v.name = known.name
