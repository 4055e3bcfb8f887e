-- The position of the views, and how many milliseconds the first event after it has been waiting: 0 when the database's clock has been set
-- back meanwhile. On a standby that event may not have come yet, but it is not older than what the standby shows.
select p.position, greatest(0, tracking.replica_lag_ms(), extract(epoch from clock_timestamp() - (
           select e.timestamp from mt_events e
           where e.seq_id > p.position and e.type <> 'tombstone' and e.is_archived is not true
           order by e.seq_id limit 1)) * 1000)::bigint
from (select coalesce((select p.last_seq_id from mt_event_progression p where p.name = 'Views:All'), 0) as position) p
