-- How figures name the period of a day; the ten-day periods (旬) of a month are numbered.
create or replace function tracking.period_key(p_grouping text, p_day date) returns text
language sql immutable parallel safe
as $$
    select case p_grouping
        when 'day' then to_char(p_day, 'YYYY-MM-DD')
        when 'week' then to_char(p_day, 'IYYY-"W"IW')
        when 'tenDays' then to_char(p_day, 'YYYY-MM-') || least((extract(day from p_day)::int + 9) / 10, 3)
        when 'month' then to_char(p_day, 'YYYY-MM')
    end
$$;
