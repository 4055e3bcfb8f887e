update transparency.logs set checkpoint = @checkpoint, key = @key, signed_at = clock_timestamp(), refusal = null, refused_at = null
where number = (select max(l.number) from transparency.logs l)
