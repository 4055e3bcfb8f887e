-- Adds changes of tracking.deadlines to a roll-up, %1$I of the schema %3$I. The changes, %2$s, are its rows with a sign: 1 for those added,
-- -1 for those taken away. Rows that cancel out change nothing.
-- They are written in the order in which figures of all keys read them: so the rows of a day are neighbours, and not a page each.
create or replace function tracking.deadlines_rollup_statement() returns text
language sql immutable
as $function$
select $statement$
insert into %3$I.%1$I as r (
    rule, scope, key, grain, day, kept, late, open, recorded_too_late)
select m.rule, m.scope, m.key, g.grain, g.day,
       sum(m.kept), sum(m.late), sum(m.open), sum(m.recorded_too_late)
from (
    select c.rule, case 0 when grouping(c.account) then 'account' when grouping(c.lane) then 'lane' when grouping(c.station) then 'station'
               else 'all' end as scope,
           coalesce(c.account, c.lane, c.station, '') as key, c.day,
           sum(c.sign * c.kept) as kept, sum(c.sign * c.late) as late, sum(c.sign * c.open) as open,
           sum(c.sign * c.recorded_too_late) as recorded_too_late
    from (
        select d.sign, d.rule, d.account, d.lane, d.station, d.due_day as day, (v.outcome = 'kept')::int as kept,
               (v.outcome = 'late')::int as late, (v.outcome = 'open')::int as open,
               (v.outcome = 'recordedTooLate')::int as recorded_too_late
        from (%2$s) d
        cross join lateral (
            select tracking.deadline_outcome(d.rule, d.known_in_time, d.withdrawn, d.kept_at, d.due_at) as outcome) v
        where d.rule in ('reportBack', 'sorting') and v.outcome is not null
    ) c
    group by grouping sets ((c.rule, c.day), (c.rule, c.account, c.day), (c.rule, c.lane, c.day), (c.rule, c.station, c.day))
    having (sum(c.sign * c.kept), sum(c.sign * c.late), sum(c.sign * c.open), sum(c.sign * c.recorded_too_late))
        <> (0, 0, 0, 0)) m
cross join lateral tracking.rollup_grains(m.day) g
group by m.rule, m.scope, m.key, g.grain, g.day
having (sum(m.kept), sum(m.late), sum(m.open), sum(m.recorded_too_late))
    <> (0, 0, 0, 0)
order by m.rule, m.scope, g.grain, g.day, m.key
on conflict (rule, scope, key, grain, day) do update set
    kept = r.kept + excluded.kept, late = r.late + excluded.late, open = r.open + excluded.open,
    recorded_too_late = r.recorded_too_late + excluded.recorded_too_late
$statement$
$function$;
