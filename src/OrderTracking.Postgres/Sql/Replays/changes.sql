select waybill, differences
from tracking.replay_changes
where replay = $1 and ($2::text is null or waybill > $2)
order by waybill
limit $3
