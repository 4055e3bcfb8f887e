-- Raised in the period, and raised before it but not resolved: each part by its own index. Of stations: raised there or responsible there.
with followed as (
    select e.waybill, e.exception_id, e.raised_at, e.row
    from tracking.exceptions e
    where (@account::text is null or e.account = @account) and {in scope e}
      and (@stations::text[] is null or e.row ->> 'station' = any (@stations) or e.responsible_station = any (@stations))
      and e.raised_at >= @raised_from::timestamptz and e.raised_at < @raised_to::timestamptz
    union all
    select e.waybill, e.exception_id, e.raised_at, e.row
    from tracking.exceptions e
    where (@account::text is null or e.account = @account) and {in scope e}
      and (@stations::text[] is null or e.row ->> 'station' = any (@stations) or e.responsible_station = any (@stations))
      and e.raised_at < @raised_from::timestamptz and e.status <> 'resolved'
)
select f.row, s.row ->> 'orderNumber'
from followed f
left join tracking.waybills s on s.waybill = f.waybill
order by f.raised_at, f.waybill, f.exception_id
