-- The waybills behind the rate.
select j.row
from (
    select r.*,
           tracking.on_time_verdict(
               r.cancelled, r.promised_at, case $5 when 'signed' then r.signed_at else r.arrived_at end, r.excused, $6, $7) as verdict
    from tracking.on_time r
    where ($1::text is null or r.account = $1)
      and {in scope r}
      and ($2::text is null or r.lane = $2)
      and ($3::timestamptz is null or r.promised_at >= $3)
      and ($4::timestamptz is null or r.promised_at < $4)
      and ($9::text is null or r.waybill > $9)
      and ($11::text is null or r.destination = $11)
) j
where $8::text is null or j.verdict = $8
order by j.waybill
limit $10
