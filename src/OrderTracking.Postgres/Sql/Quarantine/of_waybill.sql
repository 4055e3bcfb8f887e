select line_hash from tracking.quarantine where waybill = @waybill and erased_at is null
