select h.id, h.kind, h.account, h."from", h."to", h.format, h.made_at, h.position, h.by, h.sha256
from tracking.handed_out h
where ($1::text is null or h.account = $1)
  and ($2::text is null or h.kind = $2)
  and ($3::timestamptz is null or (h.made_at, h.id) < ($3, $4))
  and ($6::text[] is null or h.account = any ($6))
  and exists (select from mt_events e where e.id = h.id)
order by h.made_at desc, h.id desc
limit $5
