with kept as (
    insert into tracking.handed_out (id, kind, account, "from", "to", format, made_at, position, by, sha256, content)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    on conflict (id) do nothing
    returning id, kind, account, "from", "to", format, made_at, position, by, sha256
)
select id, kind, account, "from", "to", format, made_at, position, by, sha256 from kept
union all
select id, kind, account, "from", "to", format, made_at, position, by, sha256 from tracking.handed_out where id = $1
limit 1
