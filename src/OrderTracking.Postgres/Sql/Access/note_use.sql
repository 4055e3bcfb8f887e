-- Other nodes note uses too: the latest time is kept.
update tracking.api_keys k
set last_used_at = @at
where k.id = @id and (k.last_used_at is null or k.last_used_at < @at)
