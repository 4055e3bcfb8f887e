delete from tracking.{table} v
using unnest($1::text[]) as gone (stream)
where v.{stream} = gone.stream
