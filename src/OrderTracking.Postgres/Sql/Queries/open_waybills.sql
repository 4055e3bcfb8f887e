-- Waybills of one status that are under way, by the index of the status.
select r.waybill, r.received_at
from tracking.waybills r
where r.status = @status
  and (r.received_at, r.waybill) > (@after_received_at, @after_waybill)
  and (@accounts::text[] is null or r.account = any (@accounts) or r.row ->> 'lane' = any (@lanes))
order by r.received_at, r.waybill
limit @limit
