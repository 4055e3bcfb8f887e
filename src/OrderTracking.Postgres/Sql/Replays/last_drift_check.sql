select id, asked_by, asked_at, request, status, progress, result, ended_at, fault
from tracking.replays
where is_drift_check and (not $1 or status = 'done')
order by asked_at desc
limit 1
