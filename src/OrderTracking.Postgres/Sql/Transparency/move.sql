update transparency.logs set size = $2, position = $3
where number = (select max(l.number) from transparency.logs l) and size = $1
