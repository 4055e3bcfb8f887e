-- The state of a deadline at a time; DeadlineVerdicts.Verdict in the domain is the same rule.
create or replace function tracking.deadline_verdict(
    p_withdrawn boolean, p_kept_at timestamptz, p_due_at timestamptz, p_now timestamptz) returns text
language sql immutable parallel safe
as $$
    select case
        when p_withdrawn then 'withdrawn'
        when p_kept_at <= p_due_at then 'met'
        when p_kept_at > p_due_at then 'late'
        when p_due_at < p_now then 'missed'
        else 'open'
    end
$$;
