-- The request that inserts the row runs. A run without an answer after five minutes has died; a row that is a day old counts as absent.
insert into tracking.idempotency as i (key, request, run, begun_at)
values ($1, $2, $3, tracking.now())
on conflict (key) do update
set request = excluded.request, run = excluded.run, begun_at = excluded.begun_at, answer = null
where i.begun_at < excluded.begun_at - interval '24 hours'
   or (i.answer is null and i.request = excluded.request and i.begun_at < excluded.begun_at - interval '5 minutes')
returning i.run
