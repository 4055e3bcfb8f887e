select e.row
from tracking.exceptions e
where (@account::text is null or e.account = @account)
  and {in scope e}
  and (@lane::text is null or e.lane = @lane)
  and (@kind::text is null or e.kind = @kind)
  and (@cause::text is null or e.cause = @cause)
  and (@status::text is null or e.status = @status)
  and (@responsible_station::text is null or e.responsible_station = @responsible_station)
  and (@raised_from::timestamptz is null or e.raised_at >= @raised_from)
  and (@raised_to::timestamptz is null or e.raised_at < @raised_to)
  and (@waybill::text is null or e.waybill = @waybill)
  and (@after_raised_at::timestamptz is null
       or (e.raised_at, e.waybill, e.exception_id) < (@after_raised_at, @after_waybill, @after_exception_id))
order by e.raised_at desc, e.waybill desc, e.exception_id desc
limit @limit
