select h.id, h.kind, h.account, h."from", h."to", h.format, h.made_at, h.position, h.by, h.sha256
from tracking.handed_out h
where (@account::text is null or h.account = @account)
  and (@kind::text is null or h.kind = @kind)
  and (@after_made_at::timestamptz is null or (h.made_at, h.id) < (@after_made_at, @after_id))
  and (@accounts::text[] is null or h.account = any (@accounts))
  and (@as_of::timestamptz is null or h.made_at <= @as_of)
  and exists (
      select from mt_events e
      where e.id = h.id and (@known_at_position::bigint is null or e.seq_id <= @known_at_position))
order by h.made_at desc, h.id desc
limit @limit
