select t.hashes from transparency.tiles t where t.level = @level and t.number = @number
