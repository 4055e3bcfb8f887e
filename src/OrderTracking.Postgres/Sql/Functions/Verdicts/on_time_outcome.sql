-- What of on-time does not depend on the time of asking; OnTime.Outcome in the domain is the same rule. A waybill counts as kept when its
-- clock stopped at or before the promise. The clock of one that went back to the shipper altogether need not stop.
create or replace function tracking.on_time_outcome(
    p_cancelled boolean, p_promised timestamptz, p_stopped timestamptz, p_returned boolean) returns text
language sql immutable parallel safe
as $$
    select case
        when p_cancelled then 'cancelled'
        when p_promised is null then 'noPromise'
        when p_stopped <= p_promised then 'kept'
        when p_stopped > p_promised then 'late'
        when p_returned then 'returned'
        else 'open'
    end
$$;
