-- All views are at one position, so that answers drawn from several of them agree. Compare-and-set: fails, and with it the transaction,
-- when they are at another one. The row is named as Marten's daemon names the progress of a projection 'Views'.
create or replace function tracking.move_views(p_from bigint, p_to bigint) returns void
language plpgsql
as $$
declare
    v_moved int;
begin
    update mt_event_progression set last_seq_id = p_to, last_updated = clock_timestamp()
    where name = 'Views:All' and last_seq_id = p_from;
    get diagnostics v_moved = row_count;

    -- Views that have not begun have no row: Marten inserts one when it begins, and would fail on an existing one.
    if v_moved = 0 and p_from = 0 then
        if p_to > 0 then
            insert into mt_event_progression (name, last_seq_id) values ('Views:All', p_to) on conflict (name) do nothing;
            get diagnostics v_moved = row_count;
        elsif not exists (select from mt_event_progression where name = 'Views:All') then
            v_moved := 1;
        end if;
    end if;

    if v_moved <> 1 then
        raise exception 'the views are not at position %', p_from using errcode = 'OT001';
    end if;
end
$$;
