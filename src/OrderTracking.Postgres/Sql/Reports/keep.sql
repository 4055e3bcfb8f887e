with kept as (
    insert into tracking.handed_out (id, kind, account, "from", "to", format, made_at, position, by, sha256, content)
    values (@id, @kind, @account, @from, @to, @format, @made_at, @position, @by, @sha256, @content)
    on conflict (id) do nothing
    returning id, kind, account, "from", "to", format, made_at, position, by, sha256
)
select id, kind, account, "from", "to", format, made_at, position, by, sha256 from kept
union all
select id, kind, account, "from", "to", format, made_at, position, by, sha256 from tracking.handed_out where id = @id
limit 1
