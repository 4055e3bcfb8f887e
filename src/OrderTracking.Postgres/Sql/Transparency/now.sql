select l.origin, l.size, l.position, l.key, l.checkpoint, l.cosigned, l.refusal from transparency.logs l order by l.number desc limit 1
