update transparency.logs set checkpoint = $1, key = $2, signed_at = clock_timestamp(), refusal = null, refused_at = null
where number = (select max(l.number) from transparency.logs l)
