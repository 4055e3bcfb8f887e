-- Volumes by the day of reception, from the roll-up.
select case when @grouping in ('account', 'lane', 'station') then r.key else tracking.period_key(@grouping, r.day) end as key,
       sum(r.waybills)::bigint, sum(r.pieces)::bigint, trim_scale(sum(r.weight_kg)), trim_scale(sum(r.volume_m3)),
       trim_scale(sum(r.freight)), sum(r.damaged_pieces)::bigint, sum(r.damaged_waybills)::bigint,
       sum(r.short_pieces)::bigint, sum(r.short_waybills)::bigint
from unnest(@span_grains::text[], @span_firsts::date[], @span_pasts::date[]) as span (grain, first, past)
-- A lateral join, so that each span is read by the index, whatever the planner's estimates are.
cross join lateral (
    select * from tracking.volumes_rollup x
    where x.scope = @scope and (@keys::text[] is null or x.key = any (@keys)) and x.grain = span.grain
          and x.day >= span.first and x.day < span.past
    offset 0) r
group by 1
having sum(r.waybills) > 0
