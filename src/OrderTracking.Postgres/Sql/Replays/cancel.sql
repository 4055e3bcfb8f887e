-- One that is over stays as it is, but what it found is forgotten.
with forgotten as (
    delete from tracking.replay_changes c where c.replay = @id
)
update tracking.replays r
set status = case when r.status in ('waiting', 'running') then 'cancelled' else r.status end,
    ended_at = coalesce(r.ended_at, clock_timestamp())
where r.id = @id
returning r.id, r.asked_by, r.asked_at, r.request, r.status, r.progress, r.result, r.ended_at, r.fault
