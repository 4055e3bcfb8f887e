insert into tracking.quarantine (line, line_hash, waybill, event_id, status, code, field, expected, sender, correlation, station)
select l.line, sha256(l.line), l.waybill, l.event_id, l.status, l.code, l.field, l.expected, l.sender, l.correlation, l.station
from unnest(@lines::bytea[], @waybills::text[], @event_ids::uuid[], @statuses::text[], @codes::text[],
            @fields::text[], @expected::text[], @senders::text[], @correlations::text[], @stations::text[])
     with ordinality as l (line, waybill, event_id, status, code, field, expected, sender, correlation, station, place)
order by l.place
on conflict (line_hash, (coalesce(sender, ''))) where settled_at is null do nothing
