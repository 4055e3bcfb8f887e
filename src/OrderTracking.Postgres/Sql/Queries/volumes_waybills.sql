-- The waybills behind volumes, damage and shortage.
select v.row
from tracking.volumes v
where ($1::text is null or v.account = $1)
  and {in scope v}
  and ($2::text is null or v.lane = $2)
  and ($3::text is null or v.station = $3)
  and ($4::date is null or v.day >= $4)
  and ($5::date is null or v.day < $5)
  and ($6::text is null or case $6
           when 'damaged' then v.damaged_pieces > 0
           when 'undamaged' then v.damaged_pieces = 0
           when 'short' then v.short_pieces > 0
           when 'complete' then v.short_pieces = 0
       end)
  and ($7::date is null or (v.day, v.waybill) > ($7, $8))
order by v.day, v.waybill
limit $9
