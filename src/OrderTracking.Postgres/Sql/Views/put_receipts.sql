insert into tracking.{table} (waybill, account, lane, status, destination, signed_at, signed_day, due_at, returned_at, rejections,
    status_at, row)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::date[], $8::timestamptz[],
    $9::timestamptz[],
    $10::int[], $11::timestamptz[], $12::jsonb[])
on conflict (waybill) do update
set account = excluded.account, lane = excluded.lane, status = excluded.status, destination = excluded.destination,
    signed_at = excluded.signed_at,
    signed_day = excluded.signed_day, due_at = excluded.due_at, returned_at = excluded.returned_at, rejections = excluded.rejections,
    status_at = excluded.status_at, row = excluded.row
