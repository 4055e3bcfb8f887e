select id, asked_by, asked_at, request, status, progress, result, ended_at, fault
from tracking.replays
where id = @id
