-- Waybills of one status, of all accounts and lanes: the index of the status has them in the order wanted.
select r.row
from tracking.waybills r
where r.status = $1
  and ($2::timestamptz is null or r.received_at >= $2)
  and ($3::timestamptz is null or r.received_at < $3)
  and ($4::timestamptz is null or (r.received_at, r.waybill) < ($4, $5))
order by r.received_at desc, r.waybill desc
limit $6
