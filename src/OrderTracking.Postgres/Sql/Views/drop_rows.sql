delete from tracking.{table} v
using unnest($1::text[]) as gone (waybill)
where v.waybill = gone.waybill
