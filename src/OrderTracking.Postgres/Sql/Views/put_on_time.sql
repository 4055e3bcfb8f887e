insert into tracking.{table} (waybill, account, lane, promised_at, signed_at, arrived_at, cancelled, excused, row)
select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[], $7::boolean[], $8::boolean[], $9::jsonb[])
on conflict (waybill) do update
set account = excluded.account, lane = excluded.lane, promised_at = excluded.promised_at, signed_at = excluded.signed_at,
    arrived_at = excluded.arrived_at, cancelled = excluded.cancelled, excused = excluded.excused, row = excluded.row
