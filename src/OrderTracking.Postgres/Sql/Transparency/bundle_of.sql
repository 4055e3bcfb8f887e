select e.number from transparency.entries e where e.first_position <= @position order by e.first_position desc limit 1
