create or replace function tracking.note_reference_stream() returns trigger language plpgsql as $$
begin
    if tracking.is_case(new.id) then
        insert into tracking.case_streams (id) values (new.id);
    else
        insert into tracking.reference_streams (id) values (new.id);
    end if;
    return null;
end
$$;
