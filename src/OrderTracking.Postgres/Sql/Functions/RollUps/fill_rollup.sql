-- Sums a whole table up, into an empty roll-up.
create or replace function tracking.fill_rollup(p_view text, p_table text, p_rollup text, p_schema text default 'tracking') returns void
language plpgsql
as $$
begin
    execute tracking.rollup_statement(p_view, p_rollup, format('select 1 as sign, t.* from tracking.%I t', p_table), p_schema);
end
$$;
