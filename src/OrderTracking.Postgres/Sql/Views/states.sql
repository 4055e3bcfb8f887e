select v.name, v.version, coalesce(p.last_seq_id, 0), v.rebuild_requested_at is not null, v.last_rebuild
from tracking.views v
left join mt_event_progression p on p.name = 'Views:All'
order by v.name
