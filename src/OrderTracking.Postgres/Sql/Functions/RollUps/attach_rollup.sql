-- From here on changes of this table, and of no other, are added to the roll-up.
create or replace function tracking.attach_rollup(p_table text, p_rollup text) returns void
language plpgsql
as $$
begin
    execute format(
        $triggers$
        create or replace trigger roll_up_insert after insert on tracking.%1$I referencing new table as new_rows
            for each statement execute function tracking.%2$I();
        create or replace trigger roll_up_update after update on tracking.%1$I referencing new table as new_rows old table as old_rows
            for each statement execute function tracking.%2$I();
        create or replace trigger roll_up_delete after delete on tracking.%1$I referencing old table as old_rows
            for each statement execute function tracking.%2$I();
        $triggers$, p_table, 'move_' || p_rollup);
end
$$;
