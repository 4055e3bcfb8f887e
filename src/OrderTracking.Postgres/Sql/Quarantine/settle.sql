-- Released lines are settled; refused ones stay open, with the rules' latest answer.
update tracking.quarantine q
set status = s.status, code = coalesce(nullif(s.code, ''), q.code), field = coalesce(nullif(s.field, ''), q.field),
    expected = coalesce(nullif(s.expected, ''), q.expected), settled_at = case when s.status = 'released' then clock_timestamp() end
from unnest(@ids::bigint[], @statuses::text[], @codes::text[], @fields::text[], @expected::text[]) as s (id, status, code, field, expected)
where q.id = s.id and q.settled_at is null
