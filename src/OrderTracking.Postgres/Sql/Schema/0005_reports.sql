-- Reports as they were handed out, byte for byte. A report counts as handed out once the log has the event with the same id; its row is
-- written before that event, so that every report in the log has its row here. The department's reports have no account.
create table tracking.handed_out (
    id uuid primary key,
    kind text not null,
    account text null,
    "from" date not null,
    "to" date not null,
    format text not null,
    made_at timestamptz not null,
    position bigint not null,
    by text not null,
    sha256 text not null,
    content bytea not null
);
create index on tracking.handed_out (made_at, id);
create index on tracking.handed_out (account, made_at, id);
