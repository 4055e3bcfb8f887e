create or replace function tracking.keep_set_aside() returns trigger language plpgsql as $$
begin
    raise exception 'what was set aside stays on record' using errcode = 'OT003';
end
$$;
