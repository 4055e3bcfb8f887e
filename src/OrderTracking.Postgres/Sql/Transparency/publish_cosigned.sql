update transparency.logs set cosigned = $1 where number = (select max(l.number) from transparency.logs l)
