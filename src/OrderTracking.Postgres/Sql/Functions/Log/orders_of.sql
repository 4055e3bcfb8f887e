-- The account and lane of every order that a waybill's stream ever held, corrected or not. PostgreSQL puts its text into the queries.
create or replace function tracking.orders_of(p_stream text) returns table (account text, lane text)
language sql stable parallel safe
as $$
    select e.data ->> 'account', (e.data ->> 'origin') || '~' || (e.data ->> 'destination')
    from mt_events e
    where e.stream_id = p_stream and e.type = 'waybill.received.v1' and e.is_archived is not true
$$;
