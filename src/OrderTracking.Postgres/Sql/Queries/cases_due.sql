-- Cases with a step that is due before a time, the most urgent first.
select c.row
from (select *, stream as waybill, '' as lane from tracking.cases) c
where c.next_due_at < @due_before
  and {in scope c}
  and (@accounts::text[] is null or c.account = any (@accounts))
order by c.next_due_at, c.stream
limit @limit
