-- The waybills that a filter leaves, each with its version. Account and lane are looked for in every order that a stream ever held.
select s.id, s.version
from mt_streams s
where position(':' in s.id) = 0
  and (@waybill::text is null or s.id = @waybill)
  and (@after::text is null or s.id > @after)
  and (@accounts::text[] is null and @lane::text is null or exists (
      select from tracking.orders_of(s.id) o
      where (@accounts::text[] is null or o.account = any (@accounts)) and (@lane::text is null or o.lane = @lane)))
order by s.id
limit @limit
