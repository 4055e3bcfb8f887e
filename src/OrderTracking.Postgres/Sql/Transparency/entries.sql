select e.number, e.positions, e.entries from transparency.entries e where e.number = @number
