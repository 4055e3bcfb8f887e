-- A second revocation changes nothing: time and person stay those of the first.
update tracking.api_keys k
set revoked_at = coalesce(k.revoked_at, @at), revoked_by = coalesce(k.revoked_by, @by)
where k.id = @id
returning k.id, k.name, k.roles, k.stations, k.accounts, k.created_at, k.created_by, k.expires_at,
       k.revoked_at, k.revoked_by, k.last_used_at
