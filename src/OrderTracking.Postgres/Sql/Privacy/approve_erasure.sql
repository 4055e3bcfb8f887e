update tracking.erasures set approved_at = @at, approved_by = @by where id = @id and approved_at is null
