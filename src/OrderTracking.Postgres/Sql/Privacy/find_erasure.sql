select e.id, e.asked_at, e.asked_by, e.reason, e.waybill, e.role, e.approved_at, e.approved_by, e.done_at, e.persons, e.person, e.phone
from tracking.erasures e
where e.id = @id
