select line_hash from tracking.quarantine where waybill = @stream and erased_at is null
