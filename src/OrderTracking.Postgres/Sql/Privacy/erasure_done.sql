update tracking.erasures e set done_at = @at, persons = @persons, phone = null
where e.id = @id
returning e.id, e.asked_at, e.asked_by, e.reason, e.waybill, e.role, e.approved_at, e.approved_by, e.done_at, e.persons
