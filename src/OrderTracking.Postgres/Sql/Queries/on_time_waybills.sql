-- The waybills behind the rate; the verdicts are those of the definitions on-time-*.
select j.row
from (
    select r.*,
           case
               when r.cancelled then 'cancelled'
               when r.promised_at is null then 'noPromise'
               when r.promised_at >= $7 then 'notDue'
               when case $5 when 'signed' then r.signed_at else r.arrived_at end <= r.promised_at then 'onTime'
               when $6 = 'accountable' and r.excused then 'excused'
               else 'late'
           end as verdict
    from tracking.on_time r
    where ($1::text is null or r.account = $1)
      and ($2::text is null or r.lane = $2)
      and ($3::timestamptz is null or r.promised_at >= $3)
      and ($4::timestamptz is null or r.promised_at < $4)
      and ($9::text is null or r.waybill > $9)
) j
where $8::text is null or j.verdict = $8
order by j.waybill
limit $10
