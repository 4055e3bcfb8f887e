select c.row
from (select *, stream as waybill, '' as lane from tracking.cases) c
where c.kind = @kind
  and {in scope c}
  and (@account::text is null or c.account = @account)
  and (@station::text is null or c.station = @station)
  and (@status::text is null or c.status = @status)
  and (@waybill::text is null or c.row -> 'waybills' @> to_jsonb(@waybill::text))
  and (@opened_from::timestamptz is null or c.opened_at >= @opened_from)
  and (@opened_to::timestamptz is null or c.opened_at < @opened_to)
  and (@after_opened_at::timestamptz is null or (c.opened_at, c.number) < (@after_opened_at, @after_number))
order by c.opened_at desc, c.number desc
limit @limit
