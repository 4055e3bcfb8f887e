-- Keeps the order for appends by a Marten session of another program. Marten draws a position before it writes the event, so the
-- lock is taken after that: if the position has been overtaken meanwhile, the event fails with serialization_failure, and Marten
-- tries again with a new position. Its time is assigned under the lock like any other. The service's own events have no .NET type
-- and skip this trigger, as do tombstones, which stand for positions of failed appends.
create or replace function tracking.order_append() returns trigger language plpgsql as $$
declare
    v_recorded timestamptz;
begin
    perform pg_advisory_xact_lock(7302025, 1);
    perform set_config('idle_in_transaction_session_timeout', '5s', true);
    if exists (select from mt_events m where m.seq_id >= new.seq_id) then
        raise exception 'position % has been overtaken', new.seq_id using errcode = '40001';
    end if;
    select m.timestamp into v_recorded from mt_events m where m.type <> 'tombstone' order by m.seq_id desc limit 1;
    new.timestamp := greatest(tracking.now(), v_recorded);
    return new;
end
$$;
