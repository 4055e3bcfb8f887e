select position, stream, version, type, recorded_at, code, field, expected, at, by, reason
from tracking.set_aside
where position > @after and position <= @up_to
order by position
limit @limit
