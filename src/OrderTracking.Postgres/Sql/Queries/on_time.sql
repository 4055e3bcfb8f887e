-- Counts by group and verdict.
with judged as (
    select case $8
               when 'account' then r.account
               when 'lane' then r.lane
               when 'day' then to_char(r.promised_at at time zone $9, 'YYYY-MM-DD')
               when 'week' then to_char(r.promised_at at time zone $9, 'IYYY-"W"IW')
               when 'month' then to_char(r.promised_at at time zone $9, 'YYYY-MM')
           end as key,
           tracking.on_time_verdict(
               r.cancelled, r.promised_at, case $5 when 'signed' then r.signed_at else r.arrived_at end, r.excused, $6, $7) as verdict
    from tracking.on_time r
    where ($1::text is null or r.account = $1)
      and ($2::text is null or r.lane = $2)
      and ($3::timestamptz is null or r.promised_at >= $3)
      and ($4::timestamptz is null or r.promised_at < $4)
)
select key, verdict, count(*)
from judged
group by key, verdict
order by key, verdict
