-- Adds changes of tracking.receipts to a roll-up, %1$I of the schema %3$I. The changes, %2$s, are its rows with a sign: 1 for those added,
-- -1 for those taken away. Rows that cancel out change nothing.
-- They are written in the order in which figures of all keys read them: so the rows of a day are neighbours, and not a page each.
create or replace function tracking.receipts_rollup_statement() returns text
language sql immutable
as $function$
select $statement$
insert into %3$I.%1$I as r (
    scope, key, grain, day, receipts, closed, returned, in_time, checked, correct, lost)
select m.scope, m.key, g.grain, g.day,
       sum(m.receipts), sum(m.closed), sum(m.returned), sum(m.in_time), sum(m.checked), sum(m.correct), sum(m.lost)
from (
    select case 0 when grouping(c.account) then 'account' when grouping(c.lane) then 'lane' when grouping(c.station) then 'station'
               else 'all' end as scope,
           coalesce(c.account, c.lane, c.station, '') as key, c.day,
           sum(c.sign * c.receipts) as receipts, sum(c.sign * c.closed) as closed, sum(c.sign * c.returned) as returned,
           sum(c.sign * c.in_time) as in_time, sum(c.sign * c.checked) as checked, sum(c.sign * c.correct) as correct,
           sum(c.sign * c.lost) as lost
    from (
        select r.sign, r.account, r.lane, r.destination as station, r.closed_day as day, 1 as receipts,
               (r.closed_at is not null)::int as closed, v.returned::int, v.in_time::int, (v.is_right or v.is_wrong)::int as checked,
               v.is_right::int as correct, (r.status = 'lost')::int as lost
        from (%2$s) r
        cross join lateral (
            select tracking.receipt_is('returned', r.closed_at, r.returned_at, r.due_at, r.rejections, null) as returned,
                   tracking.receipt_is('inTime', r.closed_at, r.returned_at, r.due_at, r.rejections, null) as in_time,
                   tracking.receipt_is('right', r.closed_at, r.returned_at, r.due_at, r.rejections, null) as is_right,
                   tracking.receipt_is('wrong', r.closed_at, r.returned_at, r.due_at, r.rejections, null) as is_wrong) v
    ) c
    group by grouping sets ((c.day), (c.account, c.day), (c.lane, c.day), (c.station, c.day))
    having (sum(c.sign * c.receipts), sum(c.sign * c.closed), sum(c.sign * c.returned), sum(c.sign * c.in_time),
            sum(c.sign * c.checked), sum(c.sign * c.correct), sum(c.sign * c.lost))
        <> (0, 0, 0, 0, 0, 0, 0)) m
cross join lateral tracking.rollup_grains(m.day) g
group by m.scope, m.key, g.grain, g.day
having (sum(m.receipts), sum(m.closed), sum(m.returned), sum(m.in_time), sum(m.checked), sum(m.correct), sum(m.lost))
    <> (0, 0, 0, 0, 0, 0, 0)
order by m.scope, g.grain, g.day, m.key
on conflict (scope, key, grain, day) do update set
    receipts = r.receipts + excluded.receipts, closed = r.closed + excluded.closed, returned = r.returned + excluded.returned,
    in_time = r.in_time + excluded.in_time, checked = r.checked + excluded.checked, correct = r.correct + excluded.correct,
    lost = r.lost + excluded.lost
$statement$
$function$;
