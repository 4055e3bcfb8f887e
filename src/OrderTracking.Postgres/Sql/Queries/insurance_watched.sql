-- Freight under way that its order, or its insurance, insures for more than an amount: each of the two has an index of such alone.
select w.row
from (select waybill from tracking.waybills
      where insured_value > @above and status not in ('signed', 'returnedToShipper', 'writtenOff', 'cancelled')
      union
      select row -> 'waybills' ->> 0 from tracking.cases
      where kind = 'insurance' and status <> 'declined' and (row -> 'insurance' ->> 'amount')::numeric > @above) watched
join tracking.waybills w on w.waybill = watched.waybill
join tracking.search s on s.waybill = w.waybill
where w.status not in ('signed', 'returnedToShipper', 'writtenOff', 'cancelled')
  and (@accounts::text[] is null or w.account = any (@accounts))
  and {in scope s}
  and (@station::text is null or w.row ->> 'origin' = @station)
  and (@last_event_before::timestamptz is null or (w.row ->> 'lastEventAt')::timestamptz < @last_event_before)
  and (@after_last_event_at::timestamptz is null
       or ((w.row ->> 'lastEventAt')::timestamptz, w.waybill) > (@after_last_event_at, @after_waybill))
order by (w.row ->> 'lastEventAt')::timestamptz, w.waybill
limit @limit
