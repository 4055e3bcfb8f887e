-- Adds changes of tracking.on_time to a roll-up, %1$I of the schema %3$I. The changes, %2$s, are its rows with a sign: 1 for those added,
-- -1 for those taken away. Rows that cancel out change nothing.
-- They are written in the order in which figures of all keys read them: so the rows of a day are neighbours, and not a page each.
create or replace function tracking.on_time_rollup_statement() returns text
language sql immutable
as $function$
select $statement$
insert into %3$I.%1$I as r (
    scope, key, grain, day, waybills, cancelled, signed_returned, signed_kept, signed_late, signed_late_excused, signed_open,
    signed_open_excused, arrived_returned, arrived_kept, arrived_late, arrived_late_excused, arrived_open, arrived_open_excused)
select m.scope, m.key, g.grain, g.day,
       sum(m.waybills), sum(m.cancelled), sum(m.signed_returned), sum(m.signed_kept), sum(m.signed_late),
       sum(m.signed_late_excused), sum(m.signed_open), sum(m.signed_open_excused), sum(m.arrived_returned), sum(m.arrived_kept),
       sum(m.arrived_late), sum(m.arrived_late_excused), sum(m.arrived_open), sum(m.arrived_open_excused)
from (
    select case 0 when grouping(c.account) then 'account' when grouping(c.lane) then 'lane' when grouping(c.station) then 'station'
               else 'all' end as scope,
           coalesce(c.account, c.lane, c.station, '') as key, c.day,
           sum(c.sign * c.waybills) as waybills, sum(c.sign * c.cancelled) as cancelled,
           sum(c.sign * c.signed_returned) as signed_returned, sum(c.sign * c.signed_kept) as signed_kept,
           sum(c.sign * c.signed_late) as signed_late, sum(c.sign * c.signed_late_excused) as signed_late_excused,
           sum(c.sign * c.signed_open) as signed_open, sum(c.sign * c.signed_open_excused) as signed_open_excused,
           sum(c.sign * c.arrived_returned) as arrived_returned, sum(c.sign * c.arrived_kept) as arrived_kept,
           sum(c.sign * c.arrived_late) as arrived_late,
           sum(c.sign * c.arrived_late_excused) as arrived_late_excused, sum(c.sign * c.arrived_open) as arrived_open,
           sum(c.sign * c.arrived_open_excused) as arrived_open_excused
    from (
        select o.sign, o.account, o.lane, o.destination as station, o.promised_day as day, 1 as waybills, o.cancelled::int,
               (v.signed = 'returned')::int as signed_returned, (v.signed = 'kept')::int as signed_kept,
               (v.signed = 'late')::int as signed_late, (v.signed = 'late' and o.excused)::int as signed_late_excused,
               (v.signed = 'open')::int as signed_open, (v.signed = 'open' and o.excused)::int as signed_open_excused,
               (v.arrived = 'returned')::int as arrived_returned, (v.arrived = 'kept')::int as arrived_kept,
               (v.arrived = 'late')::int as arrived_late, (v.arrived = 'late' and o.excused)::int as arrived_late_excused,
               (v.arrived = 'open')::int as arrived_open, (v.arrived = 'open' and o.excused)::int as arrived_open_excused
        from (%2$s) o
        cross join lateral (
            select tracking.on_time_outcome(o.cancelled, o.promised_at, o.signed_at, o.returned) as signed,
                   tracking.on_time_outcome(o.cancelled, o.promised_at, o.arrived_at, o.returned) as arrived) v
    ) c
    group by grouping sets ((c.day), (c.account, c.day), (c.lane, c.day), (c.station, c.day))
    having (sum(c.sign * c.waybills), sum(c.sign * c.cancelled), sum(c.sign * c.signed_returned), sum(c.sign * c.signed_kept),
            sum(c.sign * c.signed_late), sum(c.sign * c.signed_late_excused), sum(c.sign * c.signed_open),
            sum(c.sign * c.signed_open_excused), sum(c.sign * c.arrived_returned), sum(c.sign * c.arrived_kept),
            sum(c.sign * c.arrived_late), sum(c.sign * c.arrived_late_excused), sum(c.sign * c.arrived_open),
            sum(c.sign * c.arrived_open_excused))
        <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)) m
cross join lateral tracking.rollup_grains(m.day) g
group by m.scope, m.key, g.grain, g.day
having (sum(m.waybills), sum(m.cancelled), sum(m.signed_returned), sum(m.signed_kept), sum(m.signed_late),
        sum(m.signed_late_excused), sum(m.signed_open), sum(m.signed_open_excused), sum(m.arrived_returned), sum(m.arrived_kept),
        sum(m.arrived_late), sum(m.arrived_late_excused), sum(m.arrived_open),
        sum(m.arrived_open_excused))
    <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
order by m.scope, g.grain, g.day, m.key
on conflict (scope, key, grain, day) do update set
    waybills = r.waybills + excluded.waybills, cancelled = r.cancelled + excluded.cancelled,
    signed_returned = r.signed_returned + excluded.signed_returned,
    signed_kept = r.signed_kept + excluded.signed_kept, signed_late = r.signed_late + excluded.signed_late,
    signed_late_excused = r.signed_late_excused + excluded.signed_late_excused, signed_open = r.signed_open + excluded.signed_open,
    signed_open_excused = r.signed_open_excused + excluded.signed_open_excused,
    arrived_returned = r.arrived_returned + excluded.arrived_returned,
    arrived_kept = r.arrived_kept + excluded.arrived_kept, arrived_late = r.arrived_late + excluded.arrived_late,
    arrived_late_excused = r.arrived_late_excused + excluded.arrived_late_excused,
    arrived_open = r.arrived_open + excluded.arrived_open,
    arrived_open_excused = r.arrived_open_excused + excluded.arrived_open_excused
$statement$
$function$;
