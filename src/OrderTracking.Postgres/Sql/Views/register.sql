-- A view that is new here begins at 0 if no other has moved, or is rebuilt up to where the others are.
with at as (
    select coalesce(max(last_seq_id), 0) as position
    from mt_event_progression
    where name = any (select unnest($1::text[]) || ':All')
), registered as (
    insert into tracking.views (name, version, zone, rebuild_requested_at)
    select known.name, known.version, $3, case when at.position > 0 then clock_timestamp() end
    from unnest($1::text[], $2::int[]) as known (name, version), at
    on conflict (name) do nothing
)
insert into mt_event_progression (name, last_seq_id)
select known.name || ':All', at.position
from unnest($1::text[]) as known (name), at
on conflict (name) do nothing
