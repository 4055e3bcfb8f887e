-- Adds changes of tracking.volumes to a roll-up, %1$I of the schema %3$I. The changes, %2$s, are its rows with a sign: 1 for those added,
-- -1 for those taken away. Rows that cancel out change nothing.
-- They are written in the order in which figures of all keys read them: so the rows of a day are neighbours, and not a page each.
create or replace function tracking.volumes_rollup_statement() returns text
language sql immutable
as $function$
select $statement$
insert into %3$I.%1$I as r (
    scope, key, grain, day, waybills, pieces, weight_kg, volume_m3, freight, damaged_pieces, damaged_waybills, short_pieces,
    short_waybills)
select m.scope, m.key, g.grain, g.day,
       sum(m.waybills), sum(m.pieces), sum(m.weight_kg), sum(m.volume_m3), sum(m.freight), sum(m.damaged_pieces),
       sum(m.damaged_waybills), sum(m.short_pieces), sum(m.short_waybills)
from (
    select case 0 when grouping(c.account) then 'account' when grouping(c.lane) then 'lane' when grouping(c.station) then 'station'
               else 'all' end as scope,
           coalesce(c.account, c.lane, c.station, '') as key, c.day,
           sum(c.sign * c.waybills) as waybills, sum(c.sign * c.pieces) as pieces, sum(c.sign * c.weight_kg) as weight_kg,
           sum(c.sign * c.volume_m3) as volume_m3, sum(c.sign * c.freight) as freight,
           sum(c.sign * c.damaged_pieces) as damaged_pieces, sum(c.sign * c.damaged_waybills) as damaged_waybills,
           sum(c.sign * c.short_pieces) as short_pieces, sum(c.sign * c.short_waybills) as short_waybills
    from (
        select v.sign, v.account, v.lane, v.station, v.day, 1 as waybills, v.pieces, v.weight_kg, v.volume_m3, v.freight,
               v.damaged_pieces, (v.damaged_pieces > 0)::int as damaged_waybills, v.short_pieces,
               (v.short_pieces > 0)::int as short_waybills
        from (%2$s) v
    ) c
    group by grouping sets ((c.day), (c.account, c.day), (c.lane, c.day), (c.station, c.day))
    having (sum(c.sign * c.waybills), sum(c.sign * c.pieces), sum(c.sign * c.weight_kg), sum(c.sign * c.volume_m3),
            sum(c.sign * c.freight), sum(c.sign * c.damaged_pieces), sum(c.sign * c.damaged_waybills), sum(c.sign * c.short_pieces),
            sum(c.sign * c.short_waybills))
        <> (0, 0, 0, 0, 0, 0, 0, 0, 0)) m
cross join lateral tracking.rollup_grains(m.day) g
group by m.scope, m.key, g.grain, g.day
having (sum(m.waybills), sum(m.pieces), sum(m.weight_kg), sum(m.volume_m3), sum(m.freight), sum(m.damaged_pieces),
        sum(m.damaged_waybills), sum(m.short_pieces), sum(m.short_waybills))
    <> (0, 0, 0, 0, 0, 0, 0, 0, 0)
order by m.scope, g.grain, g.day, m.key
on conflict (scope, key, grain, day) do update set
    waybills = r.waybills + excluded.waybills, pieces = r.pieces + excluded.pieces, weight_kg = r.weight_kg + excluded.weight_kg,
    volume_m3 = r.volume_m3 + excluded.volume_m3, freight = r.freight + excluded.freight,
    damaged_pieces = r.damaged_pieces + excluded.damaged_pieces, damaged_waybills = r.damaged_waybills + excluded.damaged_waybills,
    short_pieces = r.short_pieces + excluded.short_pieces, short_waybills = r.short_waybills + excluded.short_waybills
$statement$
$function$;
