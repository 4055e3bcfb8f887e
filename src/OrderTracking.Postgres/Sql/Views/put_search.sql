insert into tracking.{table} (waybill, account, lane, received_at, order_number, consignee, phone_reversed, row)
select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::jsonb[])
on conflict (waybill) do update
set account = excluded.account, lane = excluded.lane, received_at = excluded.received_at, order_number = excluded.order_number,
    consignee = excluded.consignee, phone_reversed = excluded.phone_reversed, row = excluded.row
