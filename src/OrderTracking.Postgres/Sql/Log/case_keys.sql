select c.id
from tracking.case_streams c
where (@kinds::text[] is null or split_part(c.id, ':', 1) = any (@kinds))
  and (@after::text is null or c.id > @after)
order by c.id
limit @limit
