delete from tracking.{table} v
using unnest($1::text[], $2::text[]) as gone (waybill, key)
where v.waybill = gone.waybill and v.{key} = gone.key
