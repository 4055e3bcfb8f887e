insert into tracking.quarantine (line, line_hash, waybill, event_id, status, code, field, expected, sender, correlation, station)
select l.line, sha256(l.line), l.waybill, l.event_id, l.status, l.code, l.field, l.expected, l.sender, l.correlation, l.station
from unnest($1::bytea[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
     with ordinality as l (line, waybill, event_id, status, code, field, expected, sender, correlation, station, place)
where l.status <> 'held' or (select s.version from mt_streams s where s.id = l.waybill) is null
order by l.place
on conflict (line_hash, (coalesce(sender, ''))) where settled_at is null do nothing
