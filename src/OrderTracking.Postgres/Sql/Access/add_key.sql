insert into tracking.api_keys (id, hash, name, roles, stations, accounts, created_at, created_by, expires_at)
values (@id, @hash, @name, @roles, @stations, @accounts, @created_at, @created_by, @expires_at)
