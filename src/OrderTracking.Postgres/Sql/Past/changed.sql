-- The waybills with events between two positions.
select c.stream_id
from (
    select distinct e.stream_id
    from mt_events e
    where e.seq_id > @from_position and e.seq_id <= @to_position and e.is_archived is not true and e.type <> 'tombstone'
      and position(':' in e.stream_id) = 0) c
where (@waybill::text is null or c.stream_id = @waybill)
  and (@after::text is null or c.stream_id > @after)
  and (@accounts::text[] is null and @lane::text is null or exists (
      select from tracking.orders_of(c.stream_id) o
      where (@accounts::text[] is null or o.account = any (@accounts)) and (@lane::text is null or o.lane = @lane)))
order by c.stream_id
limit @limit
