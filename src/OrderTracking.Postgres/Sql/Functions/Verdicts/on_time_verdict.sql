-- The verdict of the definitions on-time-*; OnTime.Verdict in the domain is the same rule.
create or replace function tracking.on_time_verdict(
    p_cancelled boolean, p_promised timestamptz, p_stopped timestamptz, p_returned boolean, p_excused boolean, p_basis text,
    p_now timestamptz) returns text
language sql immutable parallel safe
as $$
    select case
        when tracking.on_time_outcome(p_cancelled, p_promised, p_stopped, p_returned) in ('cancelled', 'noPromise', 'returned')
            then tracking.on_time_outcome(p_cancelled, p_promised, p_stopped, p_returned)
        when p_promised >= p_now then 'notDue'
        when tracking.on_time_outcome(p_cancelled, p_promised, p_stopped, p_returned) = 'kept' then 'onTime'
        when p_basis = 'accountable' and p_excused then 'excused'
        else 'late'
    end
$$;
