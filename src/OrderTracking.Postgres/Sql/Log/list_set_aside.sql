select position, stream, version, type, recorded_at, code, field, expected, at, by, reason
from tracking.set_aside
where position > $1 and position <= $2
order by position
limit $3
