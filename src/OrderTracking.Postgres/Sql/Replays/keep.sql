-- Nothing is kept of a replay that was cancelled meanwhile.
with running as (
    update tracking.replays r set progress = @progress where r.id = @id and r.status = 'running' returning r.id
), kept as (
    insert into tracking.replay_changes (replay, waybill, differences)
    select running.id, found.waybill, found.differences
    from running, unnest(@waybills::text[], @differences::jsonb[]) as found (waybill, differences)
    on conflict (replay, waybill) do update set differences = excluded.differences
)
select id from running
