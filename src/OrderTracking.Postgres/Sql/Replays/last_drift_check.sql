select id, asked_by, asked_at, request, status, progress, result, ended_at, fault
from tracking.replays
where is_drift_check and (not $1 or status = 'done')
order by case when $1 then ended_at else asked_at end desc
limit 1
