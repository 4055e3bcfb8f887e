insert into tracking.{table} (waybill, account, lane, station, day, pieces, weight_kg, volume_m3, freight, damaged_pieces,
    short_pieces, row)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[], $6::int[], $7::numeric[], $8::numeric[],
    $9::numeric[], $10::int[],
    $11::int[], $12::jsonb[])
on conflict (waybill) do update
set account = excluded.account, lane = excluded.lane, station = excluded.station, day = excluded.day, pieces = excluded.pieces,
    weight_kg = excluded.weight_kg, volume_m3 = excluded.volume_m3, freight = excluded.freight, damaged_pieces = excluded.damaged_pieces,
    short_pieces = excluded.short_pieces, row = excluded.row
