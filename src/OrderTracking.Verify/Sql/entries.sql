select e.entries from transparency.entries e order by e.number
