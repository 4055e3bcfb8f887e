-- The outcomes of a round, and how far the webhook has come; nothing where it is at another position by now.
with moved as (
    update tracking.webhooks w
    set position = @to, delivered_at = coalesce(@delivered_at, w.delivered_at)
    where w.id = @id and w.position = @from and w.status <> 'removed'
    returning w.id
), kept as (
    insert into tracking.webhook_deliveries as d (
        webhook, position, event, stream, type, status, tries, first_at, last_at, next_at, answer, body, fault)
    select m.id, o.position, o.event, o.stream, o.type, o.status, o.tries, o.first_at, o.last_at, o.next_at, o.answer, o.body, o.fault
    from moved m, unnest(
        @positions::bigint[], @events::uuid[], @streams::text[], @types::text[], @statuses::text[], @tries::int[],
        @first_at::timestamptz[], @last_at::timestamptz[], @next_at::timestamptz[], @answers::int[], @bodies::text[], @faults::text[])
        as o (position, event, stream, type, status, tries, first_at, last_at, next_at, answer, body, fault)
    on conflict (webhook, position) do update
    set status = excluded.status, tries = excluded.tries, first_at = excluded.first_at, last_at = excluded.last_at,
        next_at = excluded.next_at, answer = excluded.answer, body = excluded.body, fault = excluded.fault
)
select m.id from moved m
