-- Stores what became of lines. Released and discarded ones are settled, and no longer count against their sender's quota; refused ones stay
-- open, with the rules' latest answer. A line that was discarded while it was being recorded is released after all. The senders' rows are
-- locked before the lines, as in keep_lines, so that the two cannot deadlock; so no other session settles these lines meanwhile.
create or replace function tracking.settle_lines(
    p_ids bigint[], p_statuses text[], p_codes text[], p_fields text[], p_expected text[], p_by text[], p_reasons text[], out settled int)
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
    perform from tracking.quarantine_senders s
    where s.sender = any (array(select coalesce(q.sender, '') from tracking.quarantine q where q.id = any (p_ids)))
    order by s.sender for update;

    with changed as (
        update tracking.quarantine q
        set status = s.status, code = coalesce(nullif(s.code, ''), q.code), field = coalesce(nullif(s.field, ''), q.field),
            expected = coalesce(nullif(s.expected, ''), q.expected),
            settled_at = case when s.status in ('released', 'discarded') then clock_timestamp() end, settled_by = s.by, reason = s.reason
        from unnest(p_ids, p_statuses, p_codes, p_fields, p_expected, p_by, p_reasons)
             as s (id, status, code, field, expected, by, reason)
             join tracking.quarantine was on was.id = s.id
        where q.id = s.id and (was.settled_at is null or was.status = 'discarded' and s.status = 'released')
        returning coalesce(q.sender, '') as whose, tracking.quarantine_cost(q.bytes) as cost,
                  was.settled_at is null and q.settled_at is not null as leaves
    ), counted as (
        update tracking.quarantine_senders s set bytes = s.bytes - f.cost
        from (select whose, sum(cost) as cost from changed where leaves group by whose) f
        where s.sender = f.whose
    )
    select count(*) into settled from changed;
end
$$;
