-- The waybills that a filter leaves, each with its version. Account and lane are looked for in every order that a stream ever held.
select s.id, s.version
from mt_streams s
where position(':' in s.id) = 0
  and (@waybill::text is null or s.id = @waybill)
  and (@after::text is null or s.id > @after)
  and (@accounts::text[] is null and @lane::text is null or exists (
      select from mt_events e
      where e.stream_id = s.id and e.type = 'waybill.received.v1' and e.is_archived is not true
        and (@accounts::text[] is null or e.data ->> 'account' = any (@accounts))
        and (@lane::text is null or (e.data ->> 'origin') || '~' || (e.data ->> 'destination') = @lane)))
order by s.id
limit @limit
