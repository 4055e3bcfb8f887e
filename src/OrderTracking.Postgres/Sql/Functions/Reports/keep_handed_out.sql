-- Reports that were handed out can be neither changed nor deleted.
create or replace function tracking.keep_handed_out() returns trigger language plpgsql as $$
begin
    raise exception 'what was handed out is never changed' using errcode = 'OT003';
end
$$;
