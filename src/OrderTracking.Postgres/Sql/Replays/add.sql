insert into tracking.replays (id, asked_by, asked_at, request, is_drift_check, status)
select @id, @asked_by, @asked_at, @request, @is_drift_check, 'waiting'
where (select count(*) from tracking.replays r where r.status in ('waiting', 'running')) < @most_open
on conflict (id) do nothing
returning id
