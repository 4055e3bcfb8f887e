-- Makes the trigger function of one roll-up. Each has its own, so that its statements are static and their plans are cached: planning
-- them for each page anew would cost about 0.5 ms a statement. '\sf tracking.move_on_time_rollup' shows what runs.
create or replace function tracking.make_rollup_function(p_view text, p_rollup text) returns void
language plpgsql
as $$
begin
    execute format(
        $function$
        create or replace function tracking.%I() returns trigger language plpgsql as $body$
        begin
            if tg_op = 'INSERT' then %s;
            elsif tg_op = 'DELETE' then %s;
            else %s;
            end if;
            return null;
        end
        $body$
        $function$,
        'move_' || p_rollup,
        tracking.rollup_statement(p_view, p_rollup, 'select 1 as sign, n.* from new_rows n'),
        tracking.rollup_statement(p_view, p_rollup, 'select -1 as sign, o.* from old_rows o'),
        tracking.rollup_statement(
            p_view, p_rollup, 'select 1 as sign, n.* from new_rows n union all select -1 as sign, o.* from old_rows o'));
end
$$;
