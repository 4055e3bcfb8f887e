update transparency.logs set refusal = $1, refused_at = clock_timestamp() where number = (select max(l.number) from transparency.logs l)
