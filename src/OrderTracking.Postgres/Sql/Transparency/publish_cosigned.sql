update transparency.logs set cosigned = @checkpoint where number = (select max(l.number) from transparency.logs l)
