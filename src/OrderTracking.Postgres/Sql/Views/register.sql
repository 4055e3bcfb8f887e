-- A view that is new here begins at the beginning of the log if no other has moved, or is rebuilt up to where the others are.
with at as (
    select coalesce(max(last_seq_id), 0) as position
    from mt_event_progression
    where name = any (select unnest($1::text[]) || ':All')
), registered as (
    insert into tracking.views (name, version, zone, rebuild_requested_at)
    select known.name, known.version, $3, case when at.position > 0 then clock_timestamp() end
    from unnest($1::text[], $2::int[]) as known (name, version), at
    on conflict (name) do nothing
    returning name
)
insert into mt_event_progression (name, last_seq_id)
select registered.name || ':All', at.position
from registered, at
where at.position > 0
on conflict (name) do nothing
