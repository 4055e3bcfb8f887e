update transparency.logs set refusal = @reason, refused_at = clock_timestamp()
where number = (select max(l.number) from transparency.logs l)
