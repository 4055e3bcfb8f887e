-- Volumes by the day of reception, from the rows, for requests that combine dimensions.
select case @grouping when 'account' then v.account when 'lane' then v.lane when 'station' then v.station
           else tracking.period_key(@grouping, v.day) end as key,
       count(*), sum(v.pieces)::bigint, trim_scale(sum(v.weight_kg)), trim_scale(sum(v.volume_m3)), trim_scale(sum(v.freight)),
       sum(v.damaged_pieces)::bigint, count(*) filter (where v.damaged_pieces > 0), sum(v.short_pieces)::bigint,
       count(*) filter (where v.short_pieces > 0)
from tracking.volumes v
where (@account::text is null or v.account = @account)
  and {in scope v}
  and (@lane::text is null or v.lane = @lane)
  and (@station::text is null or v.station = @station)
  and (@branch_stations::text[] is null or v.station = any (@branch_stations))
  and (@from_day::date is null or v.day >= @from_day)
  and (@to_day::date is null or v.day < @to_day)
group by 1
