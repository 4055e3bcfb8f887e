select e.id, e.asked_at, e.asked_by, e.reason, e.waybill, e.role, e.approved_at, e.approved_by, e.done_at, e.persons
from tracking.erasures e
where @after_asked_at::timestamptz is null or (e.asked_at, e.id) < (@after_asked_at, @after_id)
order by e.asked_at desc, e.id desc
limit @limit
