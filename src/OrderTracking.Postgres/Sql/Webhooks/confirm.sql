-- Of the owner's alone: whoever else may remove a webhook is not whom it is sent for.
update tracking.webhooks w
set claims = @claims, seen_at = @at, revision = w.revision + 1
where w.id = @id and w.status <> 'removed' and w.owner = @owner
