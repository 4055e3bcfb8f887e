-- Freight that is to be insured, by its order, its account or its goods: what was received in the period; and of what was received shortly
-- before, what is under way, may be covered and has no insurance yet.
select w.row
from tracking.search s
join tracking.waybills w on w.waybill = s.waybill
where s.received_at >= @carried_from and s.received_at < @received_to
  and (@account::text is null or s.account = @account)
  and {in scope s}
  and (@station::text is null or w.row ->> 'origin' = @station)
  and w.status <> 'cancelled'
  and (w.row ->> 'insured' = 'true' or w.insured_value > 0 or w.account = any (@including::text[])
       or (w.row ->> 'collectOnDelivery')::numeric > @high_value::numeric
       or exists (select from unnest(@words::text[]) word where strpos(w.row ->> 'goods', word) > 0))
  and (s.received_at >= @received_from
       or (w.status not in ('signed', 'returnedToShipper', 'writtenOff')
           and not exists (select from unnest(@excluded::text[]) word where strpos(w.row ->> 'goods', word) > 0)
           and not exists (select from (select *, stream as waybill, '' as lane from tracking.cases) c
                           where c.kind = 'insurance' and c.row -> 'waybills' @> to_jsonb(s.waybill) and {in scope c})))
  and (@after_received_at::timestamptz is null or (s.received_at, s.waybill) > (@after_received_at, @after_waybill))
order by s.received_at, s.waybill
limit @limit
