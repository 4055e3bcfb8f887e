insert into tracking.api_keys (id, hash, name, roles, stations, accounts, created_at, created_by, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
