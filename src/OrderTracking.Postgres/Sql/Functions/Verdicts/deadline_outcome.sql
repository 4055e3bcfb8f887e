-- How a deadline counts in the rates of its rule; DeadlineRates.Outcome in the domain is the same rule. Withdrawn because it had been kept
-- in time: it counts. Withdrawn for another reason: it does not count, and the outcome is null.
create or replace function tracking.deadline_outcome(
    p_rule text, p_known_in_time boolean, p_withdrawn boolean, p_kept_at timestamptz, p_due_at timestamptz) returns text
language sql immutable parallel safe
as $$
    select case
        when p_withdrawn and p_kept_at is null then null
        when p_rule = 'reportBack' and not p_known_in_time then 'recordedTooLate'
        when p_kept_at <= p_due_at then 'kept'
        when p_kept_at > p_due_at then 'late'
        else 'open'
    end
$$;
