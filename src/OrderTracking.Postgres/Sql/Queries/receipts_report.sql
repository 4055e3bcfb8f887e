-- Counts by group, and under a null key in all, over receipts whose waybill was signed for in full in the period, and,
-- where no period is asked for, those that are not due yet.
with judged as (
    select case $7
               when 'account' then r.account
               when 'lane' then r.lane
               when 'day' then to_char(r.signed_at at time zone $8, 'YYYY-MM-DD')
               when 'week' then to_char(r.signed_at at time zone $8, 'IYYY-"W"IW')
               when 'month' then to_char(r.signed_at at time zone $8, 'YYYY-MM')
           end as key,
           r.signed_at is not null as due,
           r.returned_at is not null as returned,
           r.returned_at <= r.signed_at + $5 as in_time,
           r.signed_at + $5 < $6 as term_over,
           r.rejections > 0 as rejected,
           r.status,
           case when r.signed_at is not null and r.returned_at is null and r.status <> 'lost' then floor(extract(epoch from $6 - r.signed_at) / 86400)::int end as age
    from tracking.receipts r
    where ($1::text is null or r.account = $1)
      and ($2::text is null or r.lane = $2)
      and ($3::timestamptz is null or r.signed_at >= $3)
      and ($4::timestamptz is null or r.signed_at < $4)
)
select grouping(key) = 1 as is_total, key, count(*),
       count(*) filter (where due), count(*) filter (where due and returned),
       count(*) filter (where due and (returned or term_over)), count(*) filter (where due and in_time),
       count(*) filter (where due and (returned or rejected)), count(*) filter (where due and (returned or rejected) and not rejected),
       count(*) filter (where status = 'lost'),
       count(*) filter (where age <= ($9::int[])[1]), count(*) filter (where age > ($9::int[])[1] and age <= ($9::int[])[2]),
       count(*) filter (where age > ($9::int[])[2] and age <= ($9::int[])[3]), count(*) filter (where age > ($9::int[])[3] and age <= ($9::int[])[4]),
       count(*) filter (where age > ($9::int[])[4])
from judged
group by grouping sets ((), (key))
order by is_total desc, key
