insert into tracking.{table} (waybill, account, lane, destination, promised_at, promised_day, signed_at, arrived_at, cancelled,
    excused, row)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::date[], $7::timestamptz[], $8::timestamptz[],
    $9::boolean[], $10::boolean[], $11::jsonb[])
on conflict (waybill) do update
set account = excluded.account, lane = excluded.lane, destination = excluded.destination, promised_at = excluded.promised_at,
    promised_day = excluded.promised_day, signed_at = excluded.signed_at, arrived_at = excluded.arrived_at, cancelled = excluded.cancelled,
    excused = excluded.excused, row = excluded.row
