-- Endpoints that are sent events. Secrets are wrapped by the key-encryption key; their owner's claims are of the last request that
-- changed the webhook. The position is moved by whoever delivers, everything else with the revision, by which the deliverer notices it.
create table tracking.webhooks (
    id uuid primary key,
    owner text not null,
    claims jsonb not null,
    seen_at timestamptz not null,
    url text not null,
    account text null,
    station text null,
    role text null,
    types text[] null,
    signature text not null,
    kek int not null,
    secret bytea not null,
    previous_kek int null,
    previous bytea null,
    previous_until timestamptz null,
    -- 'removed' until its deliveries are swept.
    status text not null,
    reason text null,
    position bigint not null,
    delivered_at timestamptz null,
    created_at timestamptz not null,
    revision bigint not null default 0
);
create index on tracking.webhooks (owner, created_at, id) where status <> 'removed';
create index on tracking.webhooks (created_at, id) where status <> 'removed';

-- One event for one webhook: what was delivered or given up, for some days, and what waits. No content: it is read from the log when its
-- turn comes, so that an erased person is in no delivery.
create table tracking.webhook_deliveries (
    webhook uuid not null references tracking.webhooks (id),
    position bigint not null,
    event uuid not null,
    stream text not null,
    type text not null,
    status text not null,
    tries int not null,
    first_at timestamptz null,
    last_at timestamptz null,
    next_at timestamptz null,
    answer int null,
    body text null,
    fault text null,
    primary key (webhook, position)
);
create index on tracking.webhook_deliveries (webhook, status, position);
create index on tracking.webhook_deliveries (last_at) where status = 'delivered';
create index on tracking.webhook_deliveries (last_at) where status in ('failed', 'withheld');
