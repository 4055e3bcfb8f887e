insert into tracking.{table} (waybill, account, lane, status, signed_at, returned_at, rejections, status_at, row)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::int[], $8::timestamptz[], $9::jsonb[])
on conflict (waybill) do update
set account = excluded.account, lane = excluded.lane, status = excluded.status, signed_at = excluded.signed_at,
    returned_at = excluded.returned_at, rejections = excluded.rejections, status_at = excluded.status_at, row = excluded.row
