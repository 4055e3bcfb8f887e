insert into tracking.erasures (id, asked_at, asked_by, person, reason, waybill, role, phone)
values (@id, @asked_at, @asked_by, @person, @reason, @waybill, @role, @phone)
