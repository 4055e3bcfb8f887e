-- The only change to a row of the log that the service may make: as the schema's owner, and together with its record. Whether the event
-- is really unreadable is checked by the service, because the database cannot know.
create or replace function tracking.set_aside_event(
    p_position bigint, p_code text, p_field text, p_expected text, p_by text, p_reason text, out at timestamptz)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    v_event record;
begin
    update public.mt_events e set is_archived = true
    where e.seq_id = p_position and e.type <> 'tombstone' and e.is_archived is not true
    returning e.stream_id, e.version, e.type, e.timestamp into v_event;
    if not found then
        return;
    end if;
    at := tracking.now();
    insert into tracking.set_aside (position, stream, version, type, recorded_at, code, field, expected, at, by, reason)
    values (
        p_position, v_event.stream_id, v_event.version, v_event.type, v_event.timestamp, p_code, p_field, p_expected, at, p_by, p_reason);
end
$$;

revoke execute on function tracking.set_aside_event(bigint, text, text, text, text, text) from public;
