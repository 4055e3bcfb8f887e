select v.name, v.version, p.last_seq_id, v.rebuild_requested_at is not null, v.last_rebuild
from tracking.views v
join mt_event_progression p on p.name = v.name || ':All'
order by v.name
