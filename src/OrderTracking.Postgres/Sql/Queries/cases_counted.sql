-- Every case that a report counts, once: opened in its period, else due in it, else open now. Each part has an index of its own.
select c.row
from (select *, stream as waybill, '' as lane from tracking.cases) c
where c.kind = @kind and {in scope c}
  and (@account::text is null or c.account = @account) and (@station::text is null or c.station = @station)
  and c.opened_at >= coalesce(@opened_from::timestamptz, '-infinity') and c.opened_at < coalesce(@opened_to::timestamptz, 'infinity')
union all
select d.row
from (select *, stream as waybill, '' as lane from tracking.cases) d
where d.kind = @kind and {in scope d}
  and (@account::text is null or d.account = @account) and (@station::text is null or d.station = @station)
  and d.due_at >= coalesce(@opened_from::timestamptz, '-infinity') and d.due_at < coalesce(@opened_to::timestamptz, 'infinity')
  and not (d.opened_at >= coalesce(@opened_from::timestamptz, '-infinity')
           and d.opened_at < coalesce(@opened_to::timestamptz, 'infinity'))
union all
select p.row
from (select *, stream as waybill, '' as lane from tracking.cases) p
where p.kind = @kind and p.closed_at is null and {in scope p}
  and (@account::text is null or p.account = @account) and (@station::text is null or p.station = @station)
  and not (p.opened_at >= coalesce(@opened_from::timestamptz, '-infinity')
           and p.opened_at < coalesce(@opened_to::timestamptz, 'infinity'))
  and (p.due_at is null or not (p.due_at >= coalesce(@opened_from::timestamptz, '-infinity')
                                and p.due_at < coalesce(@opened_to::timestamptz, 'infinity')))
