delete from tracking.{table} v
using unnest($1::text[], $2::text[]) as gone (stream, key)
where v.{stream} = gone.stream and v.{key} = gone.key
