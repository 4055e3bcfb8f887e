update tracking.webhooks w
set kek = @kek, secret = @secret, previous_kek = @previous_kek, previous = @previous, revision = w.revision + 1
where w.id = @id and w.secret = @was and w.previous is not distinct from @previous_was
