-- Whether a receipt is on a side of a figure of returned receipts; Receipts.Is in the domain is the same rule. Receipts of waybills that
-- are not closed, or of which nothing was delivered, are on none. Only 'late' depends on the time of asking.
create or replace function tracking.receipt_is(
    p_verdict text, p_closed_at timestamptz, p_returned_at timestamptz, p_due_at timestamptz, p_rejections int, p_now timestamptz)
returns boolean
language sql immutable parallel safe
as $$
    select coalesce(p_closed_at is not null and case p_verdict
        when 'returned' then p_returned_at is not null
        when 'outstanding' then p_returned_at is null
        when 'inTime' then p_returned_at <= p_due_at
        when 'late' then p_returned_at > p_due_at or (p_returned_at is null and p_due_at < p_now)
        when 'right' then p_returned_at is not null and p_rejections = 0
        when 'wrong' then p_rejections > 0
    end, false)
$$;
