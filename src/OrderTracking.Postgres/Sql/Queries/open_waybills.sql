-- Waybills of one status that are under way, by the index of the status. One of which pieces were returned may be complete: it is filtered.
select r.waybill, r.received_at
from tracking.waybills r
where r.status = $1
  and (r.received_at, r.waybill) > ($2, $3)
  and ($1 <> 'returnedToShipper' or (r.row ->> 'outstandingPieces')::bigint > 0)
  and ($4::text[] is null or r.row ->> 'account' = any ($4) or r.row ->> 'lane' = any ($5))
order by r.received_at, r.waybill
limit $6
