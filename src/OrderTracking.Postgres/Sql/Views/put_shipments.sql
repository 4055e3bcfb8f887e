insert into tracking.{table} (waybill, account, status, lane, received_at, order_number, consignee, phone_reversed, row)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::jsonb[])
on conflict (waybill) do update
set account = excluded.account, status = excluded.status, lane = excluded.lane, received_at = excluded.received_at,
    order_number = excluded.order_number, consignee = excluded.consignee, phone_reversed = excluded.phone_reversed, row = excluded.row
