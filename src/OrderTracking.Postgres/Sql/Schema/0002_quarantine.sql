-- Lines that were not recorded, as they were sent, each sealed by a key of its own, whose name is line_hash, a keyed hash of the line; head
-- is the beginning of a long one, sealed by itself, for lists. Of a case's line, waybill is the key of the case's stream. Some time after a
-- line is settled it is erased: then line and line_hash are empty, and bytes still says how long the line was.
create table tracking.quarantine (
    id bigint generated always as identity primary key,
    kept_at timestamptz not null default clock_timestamp(),
    settled_at timestamptz null,
    settled_by text null,
    reason text null,
    status text not null,
    code text not null,
    field text not null,
    expected text not null,
    waybill text null,
    event_id uuid null,
    station text null,
    sender text null,
    author bytea null,
    correlation text null,
    line bytea not null,
    head bytea null,
    bytes int not null,
    line_hash bytea not null,
    erased_at timestamptz null
);

-- The same line sent again by the same sender is not kept twice. The sender is part of the key, so that each sender sees the line.
create unique index quarantine_unsettled_line on tracking.quarantine (line_hash, (coalesce(sender, ''))) where settled_at is null;
create index quarantine_held_waybill on tracking.quarantine (waybill) where settled_at is null and status = 'held';
create index quarantine_status on tracking.quarantine (status, id);
create index quarantine_code on tracking.quarantine (code, id);
create index quarantine_sender on tracking.quarantine (sender, id);
create index quarantine_station on tracking.quarantine (station, id);
create index quarantine_waybill on tracking.quarantine (waybill) where erased_at is null;
create index quarantine_hash on tracking.quarantine (line_hash) where erased_at is null;
create index quarantine_erasable on tracking.quarantine (settled_at) where settled_at is not null and erased_at is null;

-- What each sender's open lines take, as tracking.quarantine_cost counts it. A line without a sender is counted under ''.
create table tracking.quarantine_senders (
    sender text primary key,
    bytes bigint not null default 0
);

-- What the senders of held lines were allowed when they sent them: a row for each that differs, by the SHA-256 of its text.
create table tracking.quarantine_authors (
    hash bytea primary key,
    author text not null
);
