select l.origin, l.key, l.checkpoint from transparency.logs l order by l.number desc limit 1
