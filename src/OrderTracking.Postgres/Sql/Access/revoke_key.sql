select k.id, k.name, k.roles, k.stations, k.accounts, k.created_at, k.created_by, k.expires_at, k.revoked_at, k.revoked_by,
       k.last_used_at, k.parent, k.person, k.needs_approval, k.approved_at, k.approved_by
from tracking.revoke_key(@id, @at, @by) k
