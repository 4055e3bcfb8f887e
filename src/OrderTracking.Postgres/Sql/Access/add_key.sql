-- Adds a key. One that a key makes is added only while that key holds: locked, it cannot be revoked before this is committed.
with maker as (
    select m.id, m.person
    from tracking.api_keys m
    where m.id = @parent and m.revoked_at is null and m.expires_at > @created_at and m.expires_at >= @expires_at
    for share
)
insert into tracking.api_keys as k (
    id, hash, name, roles, stations, accounts, created_at, created_by, parent, person, expires_at, needs_approval)
select @id, @hash, @name, @roles, @stations, @accounts, @created_at, @created_by, m.id, coalesce(m.person, @created_by), @expires_at,
       @needs_approval
from (select) o
left join maker m on true
where @parent::text is null or m.id is not null
returning k.id, k.name, k.roles, k.stations, k.accounts, k.created_at, k.created_by, k.expires_at, k.revoked_at, k.revoked_by,
       k.last_used_at, k.parent, k.person, k.needs_approval, k.approved_at, k.approved_by
