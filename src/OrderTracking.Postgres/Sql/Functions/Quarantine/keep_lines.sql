-- Keeps lines in the order given, each once for a sender, as far as the sender's quota goes, and says which found no room, by their
-- places from 1. The sender's row is locked until the commit, so that lines kept at the same time do not pass the quota together.
--
-- The planner settings: as in append_events.
create or replace function tracking.keep_lines(
    p_lines bytea[], p_heads bytea[], p_hashes bytea[], p_bytes int[],
    p_waybills text[], p_event_ids uuid[], p_statuses text[], p_codes text[], p_fields text[], p_expected text[],
    p_senders text[], p_correlations text[], p_stations text[], p_authors bytea[], p_author_hashes bytea[], p_author_texts text[],
    p_quota bigint, out without_room int[])
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
    insert into tracking.quarantine_authors (hash, author)
    select a.hash, a.author from unnest(p_author_hashes, p_author_texts) as a (hash, author) order by a.hash
    on conflict do nothing;
    insert into tracking.quarantine_senders (sender)
    select distinct coalesce(s.sender, '') from unnest(p_senders) as s (sender) order by 1
    on conflict do nothing;
    perform from tracking.quarantine_senders s
    where s.sender = any (array(select coalesce(p.sender, '') from unnest(p_senders) as p (sender)))
    order by s.sender for update;

    -- Window functions and no joins: joins of the lines with themselves would be nested loops.
    with lines as (
        select l.*, coalesce(l.sender, '') as whose
        from unnest(p_lines, p_heads, p_hashes, p_bytes, p_waybills, p_event_ids, p_statuses, p_codes, p_fields, p_expected, p_senders,
                    p_correlations, p_stations, p_authors)
             with ordinality as l (line, head, hash, bytes, waybill, event_id, status, code, field, expected, sender, correlation, station,
                                  author, place)
    ), compared as (
        select l.*, row_number() over (partition by l.hash, l.whose order by l.place) > 1 as is_repeated,
               exists (
                   select from tracking.quarantine q
                   where q.line_hash = l.hash and coalesce(q.sender, '') = l.whose and q.settled_at is null) as is_there
        from lines l
    ), measured as (
        select c.*, (select s.bytes from tracking.quarantine_senders s where s.sender = c.whose)
               + sum(case when c.is_repeated or c.is_there then 0 else tracking.quarantine_cost(c.bytes) end)
                     over (partition by c.whose order by c.place) <= p_quota as has_room
        from compared c
    ), kept as (
        insert into tracking.quarantine (
            line, head, bytes, line_hash, waybill, event_id, status, code, field, expected, sender, correlation, station,
            author)
        select m.line, m.head, m.bytes, m.hash,
               m.waybill, m.event_id, m.status, m.code, m.field, m.expected, m.sender, m.correlation, m.station,
               m.author
        from measured m
        where m.has_room and not m.is_repeated and not m.is_there
        order by m.place
        returning coalesce(sender, '') as whose, tracking.quarantine_cost(bytes) as cost
    ), counted as (
        update tracking.quarantine_senders s set bytes = s.bytes + k.cost
        from (select whose, sum(cost) as cost from kept group by whose) k
        where s.sender = k.whose
    ), results as (
        -- A repeated line is where the first of its kind is.
        select m.place, m.is_there or first_value(m.has_room) over (partition by m.hash, m.whose order by m.place) as is_kept
        from measured m
    )
    select coalesce(array_agg(r.place::int order by r.place), '{}') into without_room from results r where not r.is_kept;
end
$$;
