-- Under the lock of the appends: what time it is for the log, which units meet a stream at another version or an id that is taken,
-- and for which of the waybills that are received lines are held. So nothing is appended that would have to be rolled back, which
-- would leave a gap in the positions that Marten's daemon waits at.
select greatest(tracking.now(), (select m.timestamp from mt_events m where m.type <> 'tombstone' order by m.seq_id desc limit 1)),
       array(
           select distinct a.unit
           from unnest($1::int[], $2::text[], $3::bigint[]) as a (unit, stream, expected)
           where a.expected <> coalesce((select s.version from mt_streams s where s.id = a.stream), 0)),
       array(
           select distinct e.unit
           from unnest($4::int[], $5::uuid[]) as e (unit, id)
           where (select m.seq_id from mt_events m where m.id = e.id) is not null),
       array(
           select distinct q.waybill
           from tracking.quarantine q
           where q.waybill = any ($6::text[]) and q.settled_at is null and q.status = 'held')
