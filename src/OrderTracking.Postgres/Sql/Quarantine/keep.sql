-- A line is held while its waybill has no Received. A stream may exist without one: another program began it, or its Received was set
-- aside. Subqueries instead of joins, so that each waybill is looked up by its index, however many lines there are.
insert into tracking.quarantine (line, line_hash, waybill, event_id, status, code, field, expected, sender, correlation, station)
select l.line, sha256(l.line), l.waybill, l.event_id, l.status, l.code, l.field, l.expected, l.sender, l.correlation, l.station
from unnest(@lines::bytea[], @waybills::text[], @event_ids::uuid[], @statuses::text[], @codes::text[],
            @fields::text[], @expected::text[], @senders::text[], @correlations::text[], @stations::text[])
     with ordinality as l (line, waybill, event_id, status, code, field, expected, sender, correlation, station, place)
where l.status <> 'held' or (
    select e.version from mt_events e
    where e.stream_id = l.waybill and e.type like 'waybill.received.%' and e.is_archived is not true
    order by e.version limit 1) is null
order by l.place
on conflict (line_hash, (coalesce(sender, ''))) where settled_at is null do nothing
