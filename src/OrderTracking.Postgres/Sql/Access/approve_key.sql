-- A second approval changes nothing. Whoever had the key made is no second person to it.
update tracking.api_keys k
set approved_at = coalesce(k.approved_at, @at), approved_by = coalesce(k.approved_by, @by)
where k.id = @id and k.needs_approval and k.revoked_at is null and k.expires_at > @at and k.person <> @by
returning k.id, k.name, k.roles, k.stations, k.accounts, k.created_at, k.created_by, k.expires_at, k.revoked_at, k.revoked_by,
       k.last_used_at, k.parent, k.person, k.needs_approval, k.approved_at, k.approved_by
