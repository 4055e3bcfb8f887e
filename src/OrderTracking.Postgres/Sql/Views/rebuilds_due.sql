select v.name
from tracking.views v
join unnest(@names::text[], @versions::int[]) as known (name, version) on known.name = v.name
where v.rebuild_requested_at is not null or v.version <> known.version or v.zone <> @zone
order by v.name
