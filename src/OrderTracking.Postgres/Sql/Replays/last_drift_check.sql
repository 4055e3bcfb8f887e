select id, asked_by, asked_at, request, status, progress, result, ended_at, fault
from tracking.replays
where is_drift_check and (not @is_done or status = 'done')
order by case when @is_done then ended_at else asked_at end desc
limit 1
