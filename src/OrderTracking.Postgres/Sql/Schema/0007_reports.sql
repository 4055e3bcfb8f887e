-- Reports as they were handed out, byte for byte. A report counts as handed out once the log has the event with the same id; its row is
-- written before that event, so that every report in the log has its row here.
create table tracking.handed_out (
    id uuid primary key,
    kind text not null,
    account text not null,
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

-- Reports that were handed out can be neither changed nor deleted.
create function tracking.keep_handed_out() returns trigger language plpgsql as $$
begin
    raise exception 'what was handed out is never changed' using errcode = 'OT003';
end
$$;

create trigger keep_handed_out before update or delete on tracking.handed_out
for each row execute function tracking.keep_handed_out();

-- What reports list besides the period's rows: exceptions that are not resolved, and receipts that are not back.
create index on tracking.exceptions (raised_at) where status <> 'resolved';
create index on tracking.exceptions (account, raised_at) where status <> 'resolved';
create index on tracking.receipts (account, signed_at) where returned_at is null and status <> 'lost';
