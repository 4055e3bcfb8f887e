create or replace function tracking.keep_acts() returns trigger language plpgsql as $$
begin
    raise exception 'administrative acts stay on record' using errcode = 'OT003';
end
$$;
