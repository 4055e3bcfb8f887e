-- Other nodes note uses too: the latest time is kept.
update tracking.api_keys k
set last_used_at = $2
where k.id = $1 and (k.last_used_at is null or k.last_used_at < $2)
