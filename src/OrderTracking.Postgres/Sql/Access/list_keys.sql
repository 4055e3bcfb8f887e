select k.id, k.name, k.roles, k.stations, k.accounts, k.created_at, k.created_by, k.expires_at, k.revoked_at, k.revoked_by, k.last_used_at
from tracking.api_keys k
where $1::timestamptz is null or (k.created_at, k.id) < ($1, $2)
order by k.created_at desc, k.id desc
limit $3
