-- The verdict of the definition report-back-4h; ReportBack.Verdict in the domain is the same rule.
create or replace function tracking.report_back_verdict(
    p_raised_recorded_at timestamptz, p_due_at timestamptz, p_reported_back_at timestamptz, p_now timestamptz) returns text
language sql immutable parallel safe
as $$
    select case
        when p_raised_recorded_at > p_due_at then 'recordedTooLate'
        when p_reported_back_at <= p_due_at then 'met'
        when p_due_at < p_now then 'missed'
        else 'open'
    end
$$;
