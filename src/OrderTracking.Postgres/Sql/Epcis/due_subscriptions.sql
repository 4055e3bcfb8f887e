select s.id, s.owner, s.query, s.claims, s.seen_at, s.url, s.kek, s.secret, s.signed, s.schedule, s.report_if_empty, s.initial_record_time,
       s.created_at, s.position, s.next_at, s.tries, s.notified_at, s.reason
from tracking.epcis_subscriptions s
where s.next_at <= @now and (s.schedule is not null or s.position < @head)
order by s.next_at
limit @limit
