-- Those that run elsewhere were a leader's that leads no more.
with next as (
    select r.id
    from tracking.replays r
    where r.status = 'waiting' or (r.status = 'running' and r.id <> all (@running))
    order by r.asked_at
    limit 1
    for update skip locked
), forgotten as (
    delete from tracking.replay_changes c using next where c.replay = next.id
)
update tracking.replays r
set status = 'running', progress = null
from next
where r.id = next.id
returning r.id, r.asked_by, r.asked_at, r.request, r.status, r.progress, r.result, r.ended_at, r.fault
