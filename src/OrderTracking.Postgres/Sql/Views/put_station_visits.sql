insert into tracking.{table} (waybill, station)
select * from unnest($1::text[], $2::text[])
on conflict (waybill, station) do nothing
