select h.id, h.kind, h.account, h."from", h."to", h.format, h.made_at, h.position, h.by, h.sha256, h.content
from tracking.handed_out h
where h.id = @id and (@accounts::text[] is null or h.account = any (@accounts)) and exists (select from mt_events e where e.id = h.id)
