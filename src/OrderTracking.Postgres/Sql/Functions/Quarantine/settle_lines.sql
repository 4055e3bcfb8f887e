-- Stores what became of lines. Released ones are settled, and no longer count against their sender's quota; refused ones stay open, with
-- the rules' latest answer. The senders' rows are locked before the lines, as in keep_lines, so that the two cannot deadlock.
create or replace function tracking.settle_lines(p_ids bigint[], p_statuses text[], p_codes text[], p_fields text[], p_expected text[])
returns void language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
    perform from tracking.quarantine_senders s
    where s.sender = any (array(select coalesce(q.sender, '') from tracking.quarantine q where q.id = any (p_ids)))
    order by s.sender for update;

    with settled as (
        update tracking.quarantine q
        set status = s.status, code = coalesce(nullif(s.code, ''), q.code), field = coalesce(nullif(s.field, ''), q.field),
            expected = coalesce(nullif(s.expected, ''), q.expected),
            settled_at = case when s.status = 'released' then clock_timestamp() end
        from unnest(p_ids, p_statuses, p_codes, p_fields, p_expected) as s (id, status, code, field, expected)
        where q.id = s.id and q.settled_at is null
        returning coalesce(q.sender, '') as whose, q.settled_at, tracking.quarantine_cost(q.bytes) as cost
    )
    update tracking.quarantine_senders s set bytes = s.bytes - f.cost
    from (select whose, sum(cost) as cost from settled where settled_at is not null group by whose) f
    where s.sender = f.whose;
end
$$;
