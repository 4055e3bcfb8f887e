select t.hashes from transparency.tiles t where t.level = $1 and t.number = $2
