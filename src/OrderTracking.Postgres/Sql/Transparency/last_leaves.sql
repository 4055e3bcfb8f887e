-- Of each stream the hash of its last leaf before a version. An event that was put into the log behind its end has no leaf.
select w.stream, p.hash
from unnest(@streams::text[], @versions::bigint[]) as w (stream, version)
cross join lateral (
    select substring(t.hashes from (array_position(e.positions, m.seq_id) - 1) * 32 + 1 for 32) as hash
    from mt_events m
    cross join lateral (
        select b.number, b.positions from transparency.entries b
        where b.first_position <= m.seq_id
        order by b.first_position desc
        limit 1) e
    join transparency.tiles t on t.level = 0 and t.number = e.number
    where m.stream_id = w.stream and m.version < w.version and array_position(e.positions, m.seq_id) is not null
    order by m.version desc
    limit 1) p
