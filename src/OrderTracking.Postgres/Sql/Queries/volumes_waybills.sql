-- The waybills behind volumes, damage and shortage.
select v.row
from tracking.volumes v
where (@account::text is null or v.account = @account)
  and {in scope v}
  and (@lane::text is null or v.lane = @lane)
  and (@station::text is null or v.station = @station)
  and (@branch_stations::text[] is null or v.station = any (@branch_stations))
  and (@from_day::date is null or v.day >= @from_day)
  and (@to_day::date is null or v.day < @to_day)
  and (@verdict::text is null or case @verdict
           when 'damaged' then v.damaged_pieces > 0
           when 'undamaged' then v.damaged_pieces = 0
           when 'short' then v.short_pieces > 0
           when 'complete' then v.short_pieces = 0
       end)
  and (@after_day::date is null or (v.day, v.waybill) > (@after_day, @after_waybill))
order by v.day, v.waybill
limit @limit
