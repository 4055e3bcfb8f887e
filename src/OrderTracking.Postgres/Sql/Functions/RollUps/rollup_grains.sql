-- The rows of a roll-up that a day is counted in.
create or replace function tracking.rollup_grains(p_day date) returns table (grain text, day date)
language sql stable parallel safe
as $$
    select 'day', p_day where p_day is not null
    union all
    select 'month', date_trunc('month', p_day)::date where p_day is not null
    union all
    select 'undated', '-infinity' where p_day is null
$$;
