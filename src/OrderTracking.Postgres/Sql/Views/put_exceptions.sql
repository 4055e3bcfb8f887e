insert into tracking.{table} (waybill, exception_id, account, lane, kind, status, cause, responsible_station, raised_at,
    raised_recorded_at, due_at, reported_back_at, row)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[],
    $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::jsonb[])
on conflict (waybill, exception_id) do update
set account = excluded.account, lane = excluded.lane, kind = excluded.kind, status = excluded.status, cause = excluded.cause,
    responsible_station = excluded.responsible_station, raised_at = excluded.raised_at, raised_recorded_at = excluded.raised_recorded_at,
    due_at = excluded.due_at, reported_back_at = excluded.reported_back_at, row = excluded.row
