create or replace function tracking.note_reference_stream() returns trigger language plpgsql as $$
begin
    insert into tracking.reference_streams (id) values (new.id);
    return null;
end
$$;
