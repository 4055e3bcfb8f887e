-- What waits for the customer's instruction, the longest first: few waybills do, and their index holds only those.
select w.row || s.row
from tracking.waybills w
join tracking.search s on s.waybill = w.waybill
where w.held_since is not null
  and (@accounts::text[] is null or w.account = any (@accounts))
  and {in scope s}
  and (@lane::text is null or s.lane = @lane)
  and (@station::text is null or w.row -> 'held' ->> 'station' = @station)
  and (@after_since::timestamptz is null or (w.held_since, w.waybill) > (@after_since, @after_waybill))
order by w.held_since, w.waybill
limit @limit
