select v.name
from tracking.views v
join unnest($1::text[], $2::int[]) as known (name, version) on known.name = v.name
where v.rebuild_requested_at is not null or v.version <> known.version or v.zone <> $3
order by v.name
