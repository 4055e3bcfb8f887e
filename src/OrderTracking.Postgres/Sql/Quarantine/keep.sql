insert into tracking.quarantine (line, line_hash, waybill, event_id, status, code, field, expected, station, sender)
select l.line, sha256(l.line), l.waybill, l.event_id, l.status, l.code, l.field, l.expected, l.station, l.sender
from unnest($1::bytea[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
     with ordinality as l (line, waybill, event_id, status, code, field, expected, station, sender, place)
where l.status <> 'held' or (select s.version from mt_streams s where s.id = l.waybill) is null
order by l.place
on conflict (line_hash, sender) where settled_at is null do nothing
