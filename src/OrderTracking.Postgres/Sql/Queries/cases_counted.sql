-- Every case that a report counts: opened in its period, due in it, or open now. Each part has an index of its own.
select c.row
from (select *, stream as waybill, '' as lane from tracking.cases) c
where c.stream in (
    select o.stream from tracking.cases o
    where o.kind = @kind and (@opened_from::timestamptz is null or o.opened_at >= @opened_from)
      and (@opened_to::timestamptz is null or o.opened_at < @opened_to)
    union
    select d.stream from tracking.cases d
    where d.kind = @kind and d.due_at is not null and (@opened_from::timestamptz is null or d.due_at >= @opened_from)
      and (@opened_to::timestamptz is null or d.due_at < @opened_to)
    union
    select p.stream from tracking.cases p
    where p.kind = @kind and p.closed_at is null)
  and {in scope c}
  and (@account::text is null or c.account = @account)
  and (@station::text is null or c.station = @station)
