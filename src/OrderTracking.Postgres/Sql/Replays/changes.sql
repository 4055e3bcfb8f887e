select waybill, differences
from tracking.replay_changes
where replay = @id and (@after::text is null or waybill > @after)
order by waybill
limit @limit
