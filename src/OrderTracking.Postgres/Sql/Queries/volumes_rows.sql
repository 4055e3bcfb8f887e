-- Volumes by the day of reception, from the rows, for requests that combine dimensions.
select case $6 when 'account' then v.account when 'lane' then v.lane when 'station' then v.station
           else tracking.period_key($6, v.day) end as key,
       count(*), sum(v.pieces)::bigint, trim_scale(sum(v.weight_kg)), trim_scale(sum(v.volume_m3)), trim_scale(sum(v.freight)),
       sum(v.damaged_pieces)::bigint, count(*) filter (where v.damaged_pieces > 0), sum(v.short_pieces)::bigint,
       count(*) filter (where v.short_pieces > 0)
from tracking.volumes v
where ($1::text is null or v.account = $1)
  and {in scope v}
  and ($2::text is null or v.lane = $2)
  and ($3::text is null or v.station = $3)
  and ($4::date is null or v.day >= $4)
  and ($5::date is null or v.day < $5)
group by 1
