-- The statement that adds changes of a view's table to a roll-up of it: the live one, the staging one of a rebuild, or a temporary one that
-- the live one is compared with.
create or replace function tracking.rollup_statement(
    p_view text, p_rollup text, p_changes text, p_schema text default 'tracking') returns text
language plpgsql immutable
as $$
begin
    return format(
        case p_view
            when 'on_time' then tracking.on_time_rollup_statement()
            when 'deadlines' then tracking.deadlines_rollup_statement()
            when 'receipts' then tracking.receipts_rollup_statement()
            when 'volumes' then tracking.volumes_rollup_statement()
        end, p_rollup, p_changes, p_schema);
end
$$;
