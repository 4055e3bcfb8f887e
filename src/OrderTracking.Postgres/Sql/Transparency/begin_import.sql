-- Held until the import is done, so that nothing is appended meanwhile.
do $$
begin
    perform pg_advisory_xact_lock(7302025, 1);
    if exists (select from mt_events) then
        raise exception 'the database has events already' using errcode = 'OT005';
    end if;
    -- A transaction of the import rests while it reads its file.
    perform set_config('idle_in_transaction_session_timeout', '0', true);
    create temporary table imported (like mt_events) on commit drop;
end
$$
