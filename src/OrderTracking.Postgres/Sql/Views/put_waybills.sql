insert into tracking.{table} (waybill, status, received_at, row)
select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::jsonb[])
on conflict (waybill) do update
set status = excluded.status, received_at = excluded.received_at, row = excluded.row
