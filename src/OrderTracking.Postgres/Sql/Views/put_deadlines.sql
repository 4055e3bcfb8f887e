insert into tracking.{table} (waybill, deadline, rule, account, lane, station, started_at, due_at, due_day, kept_at, kept_day,
    known_in_time,
    to_be_raised, withdrawn, excused, row)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[],
    $9::date[],
    $10::timestamptz[], $11::date[], $12::boolean[], $13::boolean[], $14::boolean[], $15::boolean[], $16::jsonb[])
on conflict (waybill, deadline) do update
set rule = excluded.rule, account = excluded.account, lane = excluded.lane, station = excluded.station, started_at = excluded.started_at,
    due_at = excluded.due_at, due_day = excluded.due_day, kept_at = excluded.kept_at, kept_day = excluded.kept_day,
    known_in_time = excluded.known_in_time, to_be_raised = excluded.to_be_raised, withdrawn = excluded.withdrawn,
    excused = excluded.excused,
    row = excluded.row
